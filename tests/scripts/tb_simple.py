# stderr: compare
# status: 1
# An uncaught exception through three functions.
# SPDX-License-Identifier: MIT
def first():
    second(1, 2)


def second(a, b):
    return third(a) + b


def third(x):
    raise ValueError("the message")


print("before")
first()
