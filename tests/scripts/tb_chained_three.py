# stderr: compare
# status: 1
# Three in a chain, causes and contexts mixed.
# SPDX-License-Identifier: MIT
def a():
    raise KeyError("a")


def b():
    try:
        a()
    except KeyError as e:
        raise ValueError("b") from e


def c():
    try:
        b()
    except ValueError:
        [].missing


c()
