# stderr: compare
# status: 1
# A decorator that fails, and its line.
# SPDX-License-Identifier: MIT
def deco(f):
    raise TypeError("cannot decorate " + f.__name__)


@deco
def f():
    pass
