# object's own methods and what a bare object can do.
# SPDX-License-Identifier: MIT
o = object()
print(o == o, o != object(), type(o), bool(o), isinstance(o, object), callable(o), o.__class__, str(o)[:18], hash(o) == hash(o), o.__eq__(5), o.__ne__(o), o.__doc__ is not None)
print(sorted(n for n in dir(o) if n in ("__init__", "__new__", "__eq__", "__hash__", "__repr__", "__str__", "__dict__", "__iter__")))
print(object.__repr__(5)[:7], object.__str__([1]), object.__eq__(1, 1), object.__hash__(o) == hash(o), object.__new__(object) is not None, object.__init__(o), object.__getattribute__(5, "real"), object.__lt__(1, 2))
print(int.__add__(1, 2), str.upper("abc"), list.append, dict.get({1: 2}, 1), type.mro(bool), int.__repr__(5), float.__mul__(2.0, 3.0), [].__len__(), "abc".__contains__("b"), (1).__class__, [1, 2].__getitem__(0), {}.__class__, "a".__add__("b"))
class C:
    def __init__(self): print("init", end=" ")
    def __repr__(self): return "<C>"
print(C(), [C()], {"k": C()}, f"{C()!s}", "%s" % C())
class D:
    __eq__ = lambda a, b: NotImplemented
print(D() == 5, D() != 5, D() == D(), (lambda d: d == d)(D()))
