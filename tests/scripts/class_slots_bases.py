# A class with __slots__ whose second base has what the first has not.
# SPDX-License-Identifier: MIT
import weakref


class Slotted:
    __slots__ = ("value", "other")


class Plain:
    pass


class Weak:
    __slots__ = ("__weakref__",)


class A(Slotted, Plain):
    __slots__ = ()


class B(Plain, Slotted):
    __slots__ = ("more",)


class C(Slotted, Weak):
    __slots__ = ("more",)


class D(C, Plain):
    __slots__ = ["last"]


class E(Weak, Plain):
    __slots__ = ()


class F(Slotted, Plain):
    pass


for cls in A, B, C, D, E, F:
    made = cls()
    for name in "value", "other", "more", "last", "new":
        try:
            setattr(made, name, name)
        except AttributeError as error:
            print(error)
    print(cls.__name__, hasattr(made, "__dict__"), sorted(getattr(made, "__dict__", ())),
          cls.__base__.__name__)
    try:
        print(weakref.ref(made)() is made)
    except TypeError as error:
        print(error)
