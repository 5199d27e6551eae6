# What the collector tracks: containers that can be in a cycle, never atoms. (G1)
# SPDX-License-Identifier: MIT
import gc


class Plain:
    pass


class Slim:
    __slots__ = ()


def function():
    pass


def generator():
    yield


def show(label, thing):
    print(label.ljust(28), gc.is_tracked(thing))


show("None", None)
show("an int", 7)
show("a float", 1.5)
show("a string", "text")
show("a list", [])
show("a set", set())
show("an instance", Plain())
show("an instance without slots", Slim())
show("a class", Plain)
show("a function", function)
show("a bound method", Plain().__init__)
show("a generator", generator())
show("a module", gc)

# A dict is tracked from the moment it holds something that is tracked.
table = {}
show("an empty dict", table)
table["number"] = 1
show("a dict of atoms", table)
table["list"] = []
show("a dict with a list", table)

# A tuple is tracked until a collection finds only atoms in it.
atoms = tuple([1, "two", 3.0])
show("a new tuple of atoms", atoms)
gc.collect()
show("... after a collection", atoms)
mixed = tuple([1, []])
gc.collect()
show("a tuple with a list", mixed)
show("the empty tuple", ())

table.pop("list")
gc.collect()
show("the dict, list popped", table)
