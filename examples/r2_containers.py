# Putting an object into a container adds a reference, taking it out removes one,
# and a dying container lets go of all it holds. (R2)
# SPDX-License-Identifier: MIT
import sys

thing = object()


def show(label):
    print(label.ljust(32), sys.getrefcount(thing) - 1)


show("a name")
items = [thing]
show("in a list")
items.extend([thing, thing])
show("extended by two")
items.remove(thing)
show("one removed")
items[1:] = []
show("a slice deleted")

pair = (thing, thing)
show("in a tuple, twice")
table = {"value": thing}
show("as a dict's value")
table[thing] = 1
show("as a dict's key")
table["value"] = 0
show("the value replaced")
table.clear()
show("the dict cleared")

crowd = {thing}
show("in a set")
crowd.add(thing)
show("added again: nothing changes")
crowd.discard(thing)
show("discarded")


class Box:
    pass


box = Box()
box.content = thing
show("in an attribute")
del box.content
show("the attribute deleted")

nested = [[thing], {"k": [thing]}, (thing,)]
show("three times, one level down")
del nested
show("the outer list dies")
del pair
show("the tuple dies")
items.clear()
show("the list is cleared")
