# ouro only
# Every live object, atoms too, can be enumerated from its creation to its end. (R5)
# SPDX-License-Identifier: MIT
import gc
import sys


class Comet:
    pass


def living():
    return [thing for thing in sys.getobjects(0) if type(thing) is Comet]


print("before:", len(living()))
comets = [Comet() for _ in range(3)]
print("three made:", len(living()))
print("the same three:", {id(c) for c in living()} == {id(c) for c in comets})

comets.pop()
print("one gone:", len(living()))

pi = float("3.25")
name = "".join(["an ", "atom"])
alive = sys.getobjects(0)
print("a float is there:", any(thing is pi for thing in alive))
print("a string is there:", any(thing is name for thing in alive))
print("the collector knows neither:", gc.is_tracked(pi), gc.is_tracked(name))
del alive

comets.clear()
print("all gone:", len(living()))
print("asked for five:", len(sys.getobjects(5)))
