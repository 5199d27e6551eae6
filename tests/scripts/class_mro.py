# The C3 order, cooperative super, and classes that cannot be ordered.
# SPDX-License-Identifier: MIT
class A:
    def f(self):
        return ["A"]


class B(A):
    def f(self):
        return ["B"] + super().f()


class C(A):
    def f(self):
        return ["C"] + super().f()


class D(B, C):
    def f(self):
        return ["D"] + super().f()


print(D().f(), [k.__name__ for k in D.__mro__])


class E(C, B):
    pass


print(E().f())
O = object


class X(O): pass
class Y(O): pass
class Z(O): pass
class K1(X, Y): pass
class K2(Y, Z): pass
class K3(X, Z): pass
class M(K1, K3, K2): pass


print([k.__name__ for k in M.__mro__])
for name, bases in (("F", (D, E)), ("G", (A, B)), ("H", (A, A)), ("I", (object, A)), ("J", (int, str)), ("K", (5,)), ("L", (bool,)),
                    ("N", (type(None),)), ("P", (range,)), ("Q", (int, float)), ("R", (list, dict))):
    try:
        type(name, bases, {})
        print(name, "fine")
    except TypeError as e:
        print(name, e)


class Base:
    def __init__(self, **kw):
        print("Base", kw)


class Left(Base):
    def __init__(self, left, **kw):
        print("Left", left)
        super().__init__(**kw)


class Right(Base):
    def __init__(self, right, **kw):
        print("Right", right)
        super().__init__(**kw)


class Both(Left, Right):
    pass


Both(left=1, right=2)
class N1(A): pass
N1.__bases__ = (C,)
print(N1().f(), [k.__name__ for k in N1.__mro__])
