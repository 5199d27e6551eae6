# stderr: compare
# status: 1
# Exceptions in a with body, after a failing __exit__.
# SPDX-License-Identifier: MIT
class M:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        raise KeyError("exit failed")


with M() as m:
    raise ValueError("body failed")
