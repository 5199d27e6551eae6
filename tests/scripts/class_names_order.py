# The order in which a class's own names come, those that nobody wrote included; and keywords that are unknown or missing.
# SPDX-License-Identifier: MIT
class A: pass
class B:
    "doc"
    def __eq__(self, o): return 1
class C:
    __slots__ = ("a", "__weakref__", "__dict__")
    x = 1
class D(A):
    def __init_subclass__(cls): pass
    def __class_getitem__(cls, i): pass
class E(A):
    __slots__ = ("b",)
    __hash__ = None
class F(int):
    __doc__ = None
for c in (A,B,C,D,E,F, type("T", (), {}), type("U", (), {"__eq__": 1, "__slots__": ("z", "y")})):
    print(c.__name__, list(c.__dict__))
def f(a, *, b): pass
for call in (lambda: sorted(x=1), lambda: int("1", bas=2), lambda: open(x=1), lambda: dict(1, 2), lambda: "a".split(x=1), lambda: sum(x=1), lambda: pow(x=1), lambda: pow(1, x=1), lambda: print(x=1), lambda: __import__(x=1), lambda: compile(x=1), lambda: compile("", "", x=1), lambda: round(x=1), lambda: round(1, x=2), lambda: complex(x=1), lambda: property(x=1), lambda: "a".encode(x=1), lambda: str(x=1), lambda: bytes(x=1), lambda: [].sort(x=1), lambda: (1).to_bytes(x=1), lambda: int.from_bytes(x=1), lambda: "a".expandtabs(x=1), lambda: enumerate([], x=1), lambda: b"a".decode(x=1), lambda: "a".splitlines(x=1)):
    try:
        print(call())
    except TypeError as e:
        print(e)
