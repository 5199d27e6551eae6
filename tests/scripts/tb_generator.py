# stderr: compare
# status: 1
# An exception out of nested generators.
# SPDX-License-Identifier: MIT
def inner():
    yield 1
    raise KeyError("missing")


def outer():
    yield from inner()


for x in (y * 2 for y in outer()):
    print(x)
