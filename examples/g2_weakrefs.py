# Weak references to the unreachable are cleared first; callbacks are called only
# when the weak reference itself lives outside. (G2d)
# SPDX-License-Identifier: MIT
import gc
import weakref


class Star:
    def __init__(self, name):
        self.name = name


gc.collect()
gc.disable()


def told(label):
    return lambda ref: print("  callback", label, "sees", ref())


a, b = Star("a"), Star("b")
a.other, b.other = b, a
outside = weakref.ref(a, told("outside"))
b.inside = weakref.ref(a, told("inside the cycle: never called"))
plain = weakref.ref(b)
print("weak references to a:", weakref.getweakrefcount(a))

del a, b
print("deleted; still answers:", outside().name, plain().name)
gc.collect()
print("collected; answers:", outside(), plain())


class Sun(Star):
    def __del__(self):
        print("  finalizer of", self.name, "finds its weak reference", view())


sun = Sun("sun")
sun.me = sun
view = weakref.ref(sun)
del sun
print("in a cycle weak references go before the finalizer:")
gc.collect()
