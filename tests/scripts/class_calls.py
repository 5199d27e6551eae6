# Calls of classes: what __init__ may do, give back, take and raise; slots, unset and deleted; values that
# move out of variables with a return.
# SPDX-License-Identifier: MIT
import gc
import sys
import weakref


def tell(function, *args, **kw):
    try:
        made = function(*args, **kw)
        print(made if type(made) in (Plain, int, str) else type(made).__name__)
    except Exception as error:
        print(type(error).__name__, error)
        entry = error.__traceback__.tb_next
        while entry:
            print("   ", entry.tb_frame.f_code.co_name, entry.tb_lineno)
            entry = entry.tb_next


frames = []


class Plain:
    def __init__(self, a, b=2, *rest, c=3, **more):
        self.all = a, b, rest, c, more

    def __repr__(self):
        return "Plain%r" % (getattr(self, "all", None),)


class Returns:
    def __init__(self, what):
        return what


class Generates:
    def __init__(self):
        yield 1


class Fails:
    def __init__(self):
        self.alive = True
        raise ValueError("no")

    def __del__(self):
        print("del", self.alive)


class Deep:
    def __init__(self, n):
        self.inner = Deep(n - 1) if n else None


class NoInit:
    __slots__ = "x", "__weakref__"


class New:
    def __new__(cls, *args):
        print("new", args)
        return object.__new__(cls)

    def __init__(self, *args):
        print("init", args)


class Meta(type):
    def __call__(cls, *args):
        print("meta", args)
        return type.__call__(cls, *args)


class WithMeta(metaclass=Meta):
    def __init__(self, a):
        self.a = a


class Keeps:
    kept = []

    def __init__(self):
        self.me = self
        self.kept.append(self)


class Builtin(list):
    def __init__(self, *items):
        super().__init__(items)


class Static:
    __init__ = staticmethod(lambda *args: print("static", args))


class Called:
    class init:
        def __call__(self, *args):
            print("called", args)
    __init__ = init()


tell(Plain, 1)
tell(Plain, 1, 5, 6, 7, c=8, d=9)
tell(Plain)
tell(Plain, c=1)
tell(Plain, *[1, 2], **{"c": 4})
tell(Returns, None)
tell(Returns, 3)
tell(Returns, Plain(1))
tell(Generates)
tell(Fails)
tell(NoInit, 1)
tell(New, 1)
tell(WithMeta, 1)
tell(WithMeta)
tell(Builtin, 1, 2)
tell(Static, 1)
tell(Called, 1)
print(Keeps().me is Keeps.kept[0], len(Keeps.kept))


def count_deep(deep):
    count = 0
    while deep:
        deep, count = deep.inner, count + 1
    return count


print(count_deep(Deep(300)))
sys.setrecursionlimit(200)
try:
    Deep(1000)
except RecursionError as error:
    print(error)
sys.setrecursionlimit(1000)


# The class changes between two calls at one place, and so does what its name means.
class Changes:
    def __init__(self):
        self.how = "first"


def make():
    return Changes().how


print(make(), make())
Changes.__init__ = lambda self: setattr(self, "how", "second")
print(make(), make())
Changes.__new__ = lambda cls: NoInit()
tell(make)
del Changes.__new__, Changes.__init__
Changes.how = "third"
print(make())


# Slots.
class Slotted:
    __slots__ = "left", "right"


class Derived(Slotted):
    __slots__ = ("more",)
    right = 5


def left_of(object):
    return object.left


def set_left(object, value):
    object.left = value


def del_left(object):
    del object.left


for kind in (Slotted, Derived, Slotted, Derived):
    one = kind()
    tell(left_of, one)
    set_left(one, [1])
    print(left_of(one), left_of(one) is one.left, sys.getrefcount(one.left))
    set_left(one, one)
    print(left_of(one) is one)
    del_left(one)
    tell(left_of, one)
    tell(del_left, one)
    set_left(one, 3)
    print(left_of(one))
Slotted.left = property(lambda self: "property")
print(left_of(one), left_of(Slotted()))
tell(set_left, one, 1)


class Foreign:
    taken = Derived.__dict__["more"]


tell(lambda: Foreign().taken)
print(Derived().right)


class Dies:
    def __del__(self):
        print("dies")


def replaced():
    one = Derived()
    one.more = Dies()
    one.more = None
    print("replaced")


replaced()


# The value of a variable goes to the caller; whoever holds the frame still sees it.
def give():
    value = NoInit()
    return value


def give_with_frame():
    value = NoInit()
    frames.append(sys._getframe())
    return value


def give_in_finally():
    value = NoInit()
    try:
        return value
    finally:
        print(value is not None)


def give_from_generator():
    value = NoInit()
    yield 1
    return value


print(sys.getrefcount(give()), sys.getrefcount(give_with_frame()))
print(sorted(frames.pop().f_locals))
print(type(give_in_finally()).__name__)


def delegate():
    print(type((yield from give_from_generator())).__name__)


print(list(delegate()))
watched = weakref.ref(give())
print(watched())


def unbound():
    if watched:
        del watched_too
    return watched_too


def never():
    return unset
    unset = 1


tell(unbound)
tell(never)


# An instance that nobody holds but its own __init__'s frame, and garbage that calls leave behind.
class Cycle:
    def __init__(self, other=None):
        self.other = other or self

    def use(self):
        return self.other is self


gc.collect()
for _ in range(3):
    Cycle().use()
a = Cycle()
b = Cycle(a)
a.other = b
a.use(), b.use()
print(gc.collect(0))
del a
print(gc.collect())
del b
print(gc.collect())


# The class and its arguments go in their order, after what __init__ had.
class Dying:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        print("del", self.n)


class Takes:
    def __init__(self, a, b, c):
        pass


class TakesAndFails:
    def __init__(self, *args):
        raise KeyError("no")

    def __del__(self):
        print("del it")


class TakesAndReturns:
    def __init__(self, *args):
        return 1


for kind in (Takes, TakesAndFails, TakesAndReturns):
    for count in (3, 2):
        tell(lambda: kind(*[]) if count < 3 else kind(Dying(1), Dying(2), Dying(3)))
        tell(lambda: kind(Dying(1), Dying(2)))


class Chained:
    def __init__(self, *args):
        pass

    def __del__(self):
        print("del chained")


Chained(Dying(4), Chained(Dying(5), Dying(6)))


# A collection while the instance is made gives the class another __init__.
class Changing:
    def __init__(self, a):
        self.how = "first"


def second(self, a):
    self.how = "second"


def generates(self, a):
    yield 1


def change(phase, info):
    setattr(*replacement)


def changed(number):
    found = []
    for i in range(number):
        Changing.__init__ = first
        first.__code__ = code
        others = [[]] if i % 3 else [[], []]
        try:
            found.append([[Changing([])][0].how])
        except TypeError as error:
            found.append(str(error))
    return sorted({str(x) for x in found})


first, code = Changing.__init__, Changing.__init__.__code__
for replacement in ((Changing, "__init__", second), (first, "__code__", generates.__code__), (Changing, "__init__", generates),
                    (first, "__code__", second.__code__), (Changing, "__init__", object.__init__), (Changing, "__init__", None)):
    gc.callbacks.append(change)
    gc.set_threshold(1)
    found = changed(50)
    gc.set_threshold(700)
    gc.callbacks.clear()
    print(found)
