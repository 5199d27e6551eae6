# stderr: compare
# status: 1
# An exception whose str fails.
# SPDX-License-Identifier: MIT
class Broken(Exception):
    def __str__(self):
        raise RuntimeError("no text")


raise Broken("x")
