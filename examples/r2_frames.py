# A suspended generator's frame holds its names; when it ends, or is closed, it lets go. (R2)
# SPDX-License-Identifier: MIT
import sys

thing = object()


def show(label):
    print(label.ljust(36), sys.getrefcount(thing) - 1)


def holder(value):
    yield "first"
    yield "second"


show("a name")
gen = holder(thing)
show("a generator that has not started")
next(gen)
show("suspended at its first yield")
next(gen)
show("suspended at its second")
print(next(gen, "exhausted"))
show("exhausted")

gen = holder(thing)
next(gen)
show("another one suspended")
gen.close()
show("closed early")

gen = holder(thing)
next(gen)
del gen
show("deleted while suspended")


def failing(value):
    raise ValueError("no")


try:
    failing(thing)
except ValueError as error:
    kept = error
show("an exception keeps its frames")
kept = None
show("the exception is forgotten")
