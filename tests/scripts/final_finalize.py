# weakref.finalize: called once, at the latest at the end of the program, newest first.
# SPDX-License-Identifier: MIT

import atexit
import gc
import sys
import weakref


class A:
    def __repr__(self):
        return "A()"


def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


a = A()
f = weakref.finalize(a, print, 1, 2, sep="-")
print(f.alive, f.atexit, f.peek() == (a, print, (1, 2), {"sep": "-"}), repr(f).split(" at ")[0], repr(f).split("; ")[1].split(" at ")[0], hasattr(f, "__dict__"))
print(f(), f.alive, f.peek(), f.detach(), f(), f.atexit, repr(f).split("; ")[1])
f.atexit = True
print(f.atexit)
g = weakref.finalize(a, lambda *args: args, "x")
print(g(), g())
h = weakref.finalize(a, print, "never")
print(h.detach() == (a, print, ("never",), {}), h.alive, h.detach(), h())
i = weakref.finalize(a, print, "first")
j = weakref.finalize(a, print, "second")
k = weakref.finalize(a, print, "third", end=" with its end\n")
del i, k
del a
print(j.alive)
print(attempt(weakref.finalize), attempt(weakref.finalize, A()), attempt(weakref.finalize, 5, print), attempt(weakref.finalize, A(), print).alive)
print(attempt(weakref.finalize, obj=A(), func=print), attempt(weakref.finalize, A(), func=print), attempt(setattr, j, "other", 1), attempt(setattr, j, "alive", 1))
b = A()
cycle = [b]
b.cycle = cycle
weakref.finalize(b, print, "in a cycle")
weakref.finalize(cycle[0], print, "in a cycle, later")
del b, cycle
print(gc.collect() > 0)


class Sub(weakref.finalize):
    def __init__(self, obj, name):
        super().__init__(obj, print, name)
        self.name = name


b = A()
s = Sub(b, "of a subclass")
r = weakref.ref(s)
print(s.name, s.alive)
del b
print(s.alive, r() is s)
del s
print(r())


def fail(*args):
    raise ValueError("a finalizer")


class Fail:
    def __repr__(self):
        return "<fail>"
    __call__ = fail


print("-- errors", file=sys.stderr)
b = A()
weakref.finalize(b, print, "before the error")
f = weakref.finalize(b, Fail())
weakref.finalize(b, print, "after the error")
sys.unraisablehook = lambda told: print("unraisable", told.exc_value, type(told.object).__name__)
del b
print(f.alive)
b = A()
f = weakref.finalize(b, fail)
print(attempt(f), f.alive)
sys.unraisablehook = sys.__unraisablehook__

# At the end.
print("-- end", file=sys.stderr)


def chained(name):
    print("chained", name)
    late = weakref.finalize(A, print, "made at the end")
    print(late.alive, late.atexit)


kept = A()
weakref.finalize(kept, print, "end 1")
weakref.finalize(kept, print, "not at the end").atexit = False
weakref.finalize(kept, chained, "end 2")
weakref.finalize(kept, fail)
weakref.finalize(kept, print, "end 3")
weakref.finalize(kept, lambda: print("collector at the end", gc.isenabled()))
atexit.register(print, "atexit, registered after the first finalize")
weakref.finalize(sys, print, "of sys")
weakref.finalize(A, print, "of a class")
print("end of the script")
