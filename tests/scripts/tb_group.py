# stderr: compare
# status: 1
# An exception group and what is in it.
# SPDX-License-Identifier: MIT
def make(n):
    try:
        raise ValueError(n)
    except ValueError as e:
        return e


raise ExceptionGroup("several things", [make(1), ExceptionGroup("inner", [make(2), TypeError("t")])])
