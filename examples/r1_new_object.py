# Every object starts with its type and a count of one: the name it is given. (R1)
# SPDX-License-Identifier: MIT
import sys


class Planet:
    pass


# getrefcount sees one more than there is: its own argument.
for make in (object, list, dict, set, Planet, lambda: [None] * 3, lambda: float("1.5")):
    thing = make()
    print(type(thing).__name__.ljust(8), sys.getrefcount(thing) - 1)
