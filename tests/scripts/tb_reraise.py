# stderr: compare
# status: 1
# raise without an exception keeps the first place.
# SPDX-License-Identifier: MIT
def f():
    raise ValueError("original")


def g():
    try:
        f()
    except ValueError:
        print("seen")
        raise


g()
