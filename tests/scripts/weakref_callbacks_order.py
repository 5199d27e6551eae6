# Callbacks and finalizers in their order, by counts and in collections, of references made at all times.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()
gc.collect()
log = []


class A:
    def __init__(self, name):
        self.name = name


class D(A):
    def __del__(self):
        log.append("del " + self.name)


def told(name):
    return lambda r: log.append("%s%s" % (name, "" if r() is None else " alive"))


def show(what):
    print(what, gc.collect(), log)
    log.clear()


def watch(x, *names):
    return [weakref.ref(x, told(x.name + name)) for name in names]


# By its count: the newest reference first; the finalizer before them.
a = D("a")
refs = watch(a, "1", "2", "3")
plain, proxy = weakref.ref(a), weakref.proxy(a, lambda p: log.append("a proxy"))
refs += watch(a, "4")
del a
show("by its count")
# In a cycle: callbacks before finalizers, objects in their order.
a, b = D("a"), D("b")
a.b, b.a = b, a
refs = watch(b, "1", "2") + watch(a, "1", "2")
del a, b
show("in a cycle")
# Weak references within the garbage are not called, nor those that die before.
a, b = D("a"), A("b")
a.b, b.a = b, a
a.refs = watch(b, "inside")
refs = watch(a, "outside", "gone")
del refs[1]
del a, b
show("inside")
# A callback drops other references, which then are not called.
a = A("a")
later = watch(a, "first made")
dropper = weakref.ref(a, lambda r: (log.append("drops"), later.clear()))
del a
show("dropped by a callback")
a = A("a")
a.me = a
later = watch(a, "first made")
dropper = weakref.ref(a, lambda r: (log.append("drops"), later.clear()))
del a
show("dropped by a callback in a collection")
# Made by a finalizer.
made = []


class Makes(A):
    def __del__(self):
        log.append("del " + self.name)
        made.extend(watch(self, " made"))


a = Makes("by count")
del a
show("made by a finalizer")
a = Makes("in a cycle")
a.me = a
del a
show("made by a finalizer in a cycle")
print([r() for r in made])
made.clear()


# Brought back: those of before are dead when the collector did it, and alive when the count did.
saved = []


class Saves(A):
    def __del__(self):
        log.append("save " + self.name)
        saved.append(self)
        self.count = weakref.getweakrefcount(self)


a = Saves("by count")
refs = watch(a, "1")
del a
show("saved")
print(refs[0]() is saved[0], saved[0].count)
saved.clear()
show("and gone")
a = Saves("in a cycle")
a.me = a
refs = watch(a, "1")
del a
show("saved")
print(refs[0](), saved[0].count)
refs = watch(saved[0], "2")
saved.clear()
show("and gone")


# A chain: callbacks of the outer before those of the inner; deep ones in the same order.
def chain(n):
    top = None
    refs = []
    for i in range(n):
        node = D(str(i))
        node.below = top
        refs += watch(node, "r")
        top = node
    return top, refs


top, refs = chain(3)
del top
show("chain")
top, refs = chain(120)
del top
gc.collect()
print(log == [f(i) for i in reversed(range(120)) for f in (lambda i: "del %d" % i, lambda i: "%dr" % i)], len(log), log[:4], log[-4:])
log.clear()
# In containers: in the order in which those drop them.
for make in (list, tuple, set, lambda x: dict.fromkeys(x), lambda x: {i: y for i, y in enumerate(x)}, lambda x: {y: i for i, y in enumerate(x)}):
    items = [D(str(i)) for i in range(4)]
    for i, item in enumerate(items):
        type(item).__hash__ = lambda self: int(self.name)
    refs = [r for item in items for r in watch(item, "r")]
    held = make(items)
    del items, item
    held = None
    show("container")


class S:
    __slots__ = ("c", "a", "b", "__weakref__")


s = S()
s.a, s.b, s.c = D("a"), D("b"), D("c")
refs = [r for x in (s.a, s.b, s.c) for r in watch(x, "r")]
del s
show("slots")


class I:
    pass


i = I()
i.z, i.a, i.m = D("z"), D("a"), D("m")
del i.a
i.b, i.a = D("b"), D("a2")
del i
show("attributes")


def local():
    b, a, c = D("b"), D("a"), D("c")
    return None


local()
show("locals")


def nested():
    b, a = D("b"), D("a")

    def inner():
        return a, b
    c = D("c")


nested()
show("cells")


def generator():
    b, a = D("b"), D("a")
    yield D("yielded")
    c = D("c")


g = generator()
next(g)
del g
show("generator")
try:
    local_error = D("in a traceback")
    raise ValueError(D("argument"))
except ValueError:
    pass
del local_error
show("exception")
[D("first"), D("second")], (D("third"), D("fourth"))
show("temporary")
print(D("one").name + D("two").name)
show("operands")
print(D("x").name.upper().lower())
show("attribute of a temporary")
a = b = D("rebound")
a = D("new")
b = 1
show("rebound")
for x in [D("l1"), D("l2")]:
    log.append("loop " + x.name)
del x
show("loop")
[x.name for x in [D("c1"), D("c2")]]
show("comprehension")
