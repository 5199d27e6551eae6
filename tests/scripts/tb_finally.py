# stderr: compare
# status: 1
# A finally that runs on the way out, and one that replaces the exception.
# SPDX-License-Identifier: MIT
def f():
    try:
        raise ValueError("first")
    finally:
        print("finally runs")
        g()


def g():
    raise TypeError("second")


f()
