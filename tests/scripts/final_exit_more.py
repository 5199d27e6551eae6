# The end of a program: which finalizers, callbacks and atexit functions run, when, and what they still see.
# SPDX-License-Identifier: MIT
# stderr: compare
import atexit
import gc
import os
import sys
import types
import weakref


class Tells:
    def __init__(self, name, *kept):
        self.name, self.kept = name, kept

    def __del__(self, print=print):
        try:
            state = sys is not None and os is not None and isinstance(self, Tells)
        except Exception as error:
            state = type(error).__name__
        print("del", self.name, state, sys.is_finalizing() if sys else None)


class Quiet:
    pass


def callback(name):
    return lambda reference, print=print: print("callback", name, reference())


# Of the main module.
plain = Tells("of the main module")
_private = Tells("of the main module, private")
__dunder = Tells("of the main module, two underscores")
listed = [Tells("in a list"), {"key": Tells("in a dict")}]
cycle = Tells("in a cycle")
cycle.me = cycle
watched = Quiet()
reference = weakref.ref(watched, callback("of the main module"))
Tells.of_class = Tells("of its own class")


class Holder:
    attribute = Tells("of a class")


def function(default=Tells("of a default")):
    pass


def closure():
    kept = Tells("of a closure")
    return lambda: kept


closed = closure()


def generator():
    try:
        yield Tells("made in a generator")
    finally:
        print("generator closed")


running = generator()
held = next(running)

# Of another module, of sys and of builtins.
module = types.ModuleType("other")
module.thing = Tells("of a module that is in no table")
sys.modules["another"] = another = types.ModuleType("another")
another.thing = Tells("of another module")
another.me = another
sys.attribute = Tells("of sys")
__builtins__.attribute = Tells("of builtins")
os.attribute = Tells("of os")


# atexit: last first; errors are told; those registered meanwhile run next; unregister takes all equal ones.
def leave(name):
    print("atexit", name)


def register_more():
    print("atexit registers")
    atexit.register(leave, "registered meanwhile")


class Fails:
    def __repr__(self):
        return "<fails>"

    def __call__(self):
        raise ValueError("at exit")


atexit.register(leave, "first")
atexit.register(register_more)
atexit.register(Fails())
atexit.register(print, "printed", 1, sep=": ")
gone = lambda: leave("never")
atexit.register(gone)
atexit.register(leave, name="with a keyword")
atexit.register(gone)
atexit.unregister(gone)
print(atexit.register(leave, "and back") is leave)
made = Quiet()
weakref.finalize(made, print, "finalize")
kept_by_atexit = Tells("an argument of atexit")
atexit.register(id, kept_by_atexit)
del kept_by_atexit
sys.stdout.flush()
