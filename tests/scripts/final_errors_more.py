# Errors in finalizers and callbacks are told on stderr and lose nothing.
# SPDX-License-Identifier: MIT
# stderr: compare
import gc
import sys
import weakref

gc.disable()
gc.collect()


class Shown(type):
    # Classes and functions whose text has no address.
    def __repr__(cls):
        return "<the class %s>" % cls.__name__


class Function:
    def __init__(self, name, call):
        self.name, self.call = name, call

    def __repr__(self):
        return "<the function %s>" % self.name

    def __call__(self, *args):
        return self.call(*args)

    def __get__(self, instance, owner):
        return self if instance is None else Bound(self, instance)


class Bound:
    def __init__(self, function, instance):
        self.function, self.instance = function, instance

    def __repr__(self):
        return "<bound %s>" % self.function.name

    def __call__(self, *args):
        return self.function(self.instance, *args)


def fail(*args):
    raise ValueError("from here")


def deep(*args):
    fail()


class Fails:
    __del__ = Function("__del__", deep)


class FailsPlain:
    __del__ = Function("__del__", lambda self: 1 / 0)


class Builtin:
    __del__ = len


class NotCallable:
    __del__ = 5


class Exits:
    __del__ = Function("exits", lambda self: sys.exit(3))


class Interrupts:
    def raises(self):
        raise KeyboardInterrupt
    __del__ = Function("interrupts", raises)


class NoText:
    class Error(Exception):
        def __str__(self):
            raise TypeError
    __del__ = Function("no text", lambda self: (_ for _ in ()).throw(NoText.Error()))


class NoRepr(Function):
    def __repr__(self):
        raise RuntimeError


class Unshown:
    __del__ = NoRepr("unshown", fail)


def at_once(cls):
    print("--", cls.__name__, file=sys.stderr)
    x = cls()
    del x


def in_cycle(cls):
    print("-- cycle", cls.__name__, file=sys.stderr)
    x = cls()
    x.me = x
    del x
    print(gc.collect())


for cls in (Fails, FailsPlain, NotCallable, Exits, Interrupts, NoText, Unshown):
    at_once(cls)
    in_cycle(cls)


class A:
    pass


def with_callback(callback, n=1):
    a = A()
    refs = [weakref.ref(a, callback) for _ in range(n)]
    del a
    return [r() for r in refs]


print("-- callbacks", file=sys.stderr)
print(with_callback(Function("callback", deep), 2))
print(with_callback(Function("exits", lambda r: sys.exit(3))))


def cyclic(callback):
    a = A()
    a.me = a
    ref = weakref.ref(a, callback)
    del a
    print(gc.collect(), ref())


cyclic(Function("callback in a collection", deep))

# An exception in flight is not disturbed.
print("-- in flight", file=sys.stderr)


def flight():
    x = Fails()
    ref = weakref.ref(A(), Function("early", fail))
    a = A()
    ref = weakref.ref(a, Function("callback", fail))
    raise LookupError("in flight")


try:
    flight()
except LookupError as error:
    error.__traceback__ = None
    print(repr(error), repr(error.__context__))
print(sys.exc_info())

# What the hook is told.
print("-- hook", file=sys.stderr)


def hook(told):
    print(told.exc_type.__name__, told.exc_value, told.err_msg, told.object, told.exc_traceback is not None and told.exc_traceback.tb_lineno > 0)


sys.unraisablehook = hook
at_once(Fails)
in_cycle(FailsPlain)
with_callback(Function("callback", fail))


def bad_hook(told):
    raise OSError("the hook")


sys.unraisablehook = Function("bad hook", bad_hook)
at_once(Fails)
sys.unraisablehook = None
at_once(Fails)
del sys.unraisablehook
at_once(Fails)
sys.unraisablehook = sys.__unraisablehook__
at_once(Fails)


# Errors in generators that are closed by the end of their life.
print("-- generators", file=sys.stderr)


def unwilling():
    try:
        yield
    finally:
        raise ValueError("not closing")


def ignoring():
    try:
        yield
    except GeneratorExit:
        yield


class Text(str):
    pass


for function in (unwilling, ignoring):
    g = function()
    next(g)
    sys.unraisablehook = hook_line = lambda told: print(told.exc_type.__name__, told.exc_value, told.err_msg, type(told.object).__name__)
    del g
    sys.unraisablehook = sys.__unraisablehook__
