# What only the collector's own lists, sys or the builtins hold at the end of a program.
# SPDX-License-Identifier: MIT
# stderr: compare
import builtins
import gc
import sys


class Tells:
    def __init__(self, name):
        self.name = name

    def __del__(self, print=print):
        print("del", self.name)


def hold(phase, info, kept=Tells("of gc.callbacks")):
    pass


gc.callbacks.append(hold)
gc.garbage.append(Tells("of gc.garbage"))
sys.attribute = Tells("of sys")
builtins.attribute = Tells("of builtins")
builtins.len = Tells("in place of a builtin")
builtins._ = Tells("as a display left it")
sys.excepthook = Tells("in place of a hook")
sys.unraisablehook = lambda told, kept=Tells("in place of another"): print("told", told.exc_type)
del hold
print("end")
