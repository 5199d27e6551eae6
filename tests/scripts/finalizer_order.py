# A tree falls: parents before children, attributes in their order.
# SPDX-License-Identifier: MIT
class N:
    def __init__(self, name, *kids, **attrs):
        self.name = name
        self.kids = kids
        for k, v in attrs.items():
            setattr(self, k, v)

    def __del__(self):
        print(self.name, end=" ")


t = N("root", N("a", N("a1"), N("a2")), N("b"), extra=N("extra"), more=N("more"))
del t
print()
l = [N("0"), [N("1"), (N("2"), {"k": N("3")})], N("4")]
del l
print()
d = {"z": N("z"), "a": N("a"), "m": N("m")}
d.clear()
print()


class S:
    __slots__ = ("p", "q")

    def __del__(self):
        print("slots", end=" ")


s = S()
s.q, s.p = N("q"), N("p")
del s
print()
a = N("shared")
b = N("holder1", a)
c = N("holder2", a)
del a
del b
print("|", end=" ")
del c
print()


class Base:
    def __del__(self):
        print("Base", end=" ")


class Derived(Base):
    def __del__(self):
        print("Derived", end=" ")
        super().__del__()


Derived()
print()


class Late:
    pass


x = Late()
Late.__del__ = lambda self: print("added later", end=" ")
del x
y = Late()
del Late.__del__
del y
print()
z = Late()
z.__del__ = lambda: print("never: looked up on the type")
del z
