# Resurrection at zero and in a cycle; the finalizer runs once.
# SPDX-License-Identifier: MIT
import gc
saved = []


class R:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)
        saved.append(self)


r = R("one")
del r
print(saved[0].name)
saved.clear()
print("gone silently")
gc.disable()
c = R("cycle")
c.me = c
del c
print(gc.collect(), saved[0].name)
saved.clear()
print(gc.collect(), saved)


class Again(R):
    def __del__(self):
        print("again", self.name)
        globals()["kept"] = self


k = Again("k")
del k
print(kept.name)
kept.name = "changed"
del kept
print("kept" in globals())
a, b = R("a"), R("b")
a.o, b.o = b, a
del a, b
gc.collect()
print(sorted(s.name for s in saved), saved[0].o.o is saved[0])
saved.clear()
print(gc.collect() > 0)


class Child:
    def __del__(self):
        print("child del")


class Parent:
    def __init__(self):
        self.child = Child()

    def __del__(self):
        print("parent del, keeps the child")
        saved.append(self.child)


p = Parent()
del p
print(len(saved))
saved.clear()
