# What is alive at the end is finalized then.
# SPDX-License-Identifier: MIT
class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("bye", self.name)


a = D("a module variable")


def f():
    f.kept = D("attribute of a function")


f()


class Holder:
    attr = D("attribute of a class")


lst = [D("in a list")]
cyc = D("in a cycle")
cyc.me = cyc
print("end of script")
del Holder, f, lst
