# A closure keeps what it captured, through a cell. (R2)
# SPDX-License-Identifier: MIT
import sys

thing = object()


def show(label):
    print(label.ljust(36), sys.getrefcount(thing) - 1)


def keeper(captured):
    def give():
        return captured
    return give


show("a name")
give = keeper(thing)
show("captured by a closure")
print("the closure has it:", give() is thing)
print("so does its cell:  ", give.__closure__[0].cell_contents is thing)
other = keeper(thing)
show("captured by another")
del give
show("the first closure dies")
del other
show("the second dies")


def counter():
    total = 0

    def step():
        nonlocal total
        total += 1
        return total

    def reset():
        nonlocal total
        total = 0

    return step, reset


step, reset = counter()
print(step(), step(), step())
reset()
print("two functions share one cell:", step.__closure__[0] is reset.__closure__[0], step())
