# A finalizer runs once in an object's life, whatever brought it back, and before anything it refers to is gone.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()
gc.collect()
saved = []


class Lazarus:
    def __init__(self, name, cargo=None):
        self.name, self.cargo, self.times = name, cargo, 0

    def __del__(self):
        self.times += 1
        saved.append(self)
        print("del", self.name, self.times, self.cargo)


def show(*references):
    print([r() is not None for r in references], [s.name for s in saved], [gc.is_finalized(s) for s in saved])


# By its count.
x = Lazarus("x", ["cargo"])
r = weakref.ref(x, lambda r: print("callback of x"))
del x
show(r)
saved.clear()
show(r)

# In a cycle: weak references are gone before the finalizer runs.
y = Lazarus("y")
y.cargo = {"y": "cargo"}
y.me = y
r, s = weakref.ref(y, lambda r: print("callback of y", r())), weakref.ref(y)
del y
print(gc.collect())
show(r, s)
print(saved[0].cargo, saved[0].me is saved[0])
again = weakref.ref(saved[0], lambda r: print("second callback of y"))
saved.clear()
print(gc.collect())
show(r, s, again)

# First by its count, then in a cycle.
z = Lazarus("z")
del z
z = saved.pop()
z.me = z
r = weakref.ref(z)
del z
print(gc.collect())
show(r)

# First in a cycle, then by its count.
z = Lazarus("z2")
z.me = z
del z
print(gc.collect())
z = saved.pop()
z.me = None
r = weakref.ref(z)
del z
show(r)

# All that the one reaches lives on, whoever it is; what it does not reach dies.
a, b, c, d = Lazarus("a"), {"name": "b"}, [1], Lazarus("d")
a.cargo, b["c"], d.cargo = [len(b)], c, "d"
a.b, c_ref = b, weakref.ref(d)
c.append(a)
other = []
other.append(other)
del a, b, c, d, other
saved_d = saved.pop()
print(saved_d.name, c_ref() is saved_d)
print(gc.collect())
print([s.name for s in saved], saved[0].b["c"][1] is saved[0])
saved.clear()
print(gc.collect())

# Brought back in the middle of a group: who is not reachable from it is collected, finalized all the same.
class Plain:
    def __del__(self):
        print("plain", self.name)


group = [Plain() for _ in range(4)]
for n, item in enumerate(group):
    item.name, item.following, item.all = n, group[(n + 1) % 4], group


class Saves(Plain):
    def __del__(self):
        print("saves")
        saved.append(self.item)


saver = Saves()
saver.item = group[2]
saver.me = saver
references = [weakref.ref(item) for item in group] + [weakref.ref(saver)]
del group, item, saver
print(gc.collect())
print(len(saved), saved[0].name, saved[0].following.name, [r() for r in references])
del saved[0].all
saved.clear()
print(gc.collect())

# __del__ on the class, changed or taken away between.
class Changes:
    def __del__(self):
        print("first __del__")
        saved.append(self)


one, two = Changes(), Changes()
del one
del Changes.__del__
del two
print(len(saved), gc.is_finalized(saved[0]))
Changes.__del__ = lambda self: print("second __del__")
saved.clear()
three = Changes()
three.__del__ = lambda: print("never: on the instance")
del three


# In subclasses, and through super().
class Base:
    def __del__(self):
        print("Base.__del__", type(self).__name__)


class Sub(Base):
    def __del__(self):
        print("Sub.__del__")
        super().__del__()


class Inherits(Base):
    pass


class Silent(Base):
    __del__ = None


class Slots(Base):
    __slots__ = ("x",)


class OwnList(list, Base):
    pass


class OwnInt(int):
    def __del__(self):
        print("OwnInt.__del__", int(self))


class OwnTuple(tuple):
    def __del__(self):
        print("OwnTuple.__del__", len(self))


class OwnError(Exception):
    def __del__(self):
        print("OwnError.__del__", self.args)


class Meta(type):
    def __del__(cls):
        print("Meta.__del__", cls.__name__)


Sub(), Inherits(), Slots(), OwnList(), OwnInt(5), OwnTuple("abc"), OwnError(1, 2)
cls = Meta("Made", (), {})
del cls
print(gc.collect() > 0)
x = Sub()
x.__del__()
del x
