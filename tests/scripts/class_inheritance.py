# Inheritance, overriding, super in every form.
# SPDX-License-Identifier: MIT
class A:
    def __init__(self, x=1):
        self.x = x

    def who(self):
        return "A"

    def hello(self):
        return "hello from " + self.who()


class B(A):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    def who(self):
        return "B>" + super().who()


class C(B):
    def who(self):
        return "C>" + super(C, self).who()


c = C(1, 2)
print(c.who(), c.hello(), c.x, c.y, isinstance(c, A), issubclass(C, A), issubclass(A, C), issubclass(C, (int, B)))
print([k.__name__ for k in C.__mro__], C.mro() == list(C.__mro__), A.__subclasses__(), C.__bases__)
print(A.who(c), super(B, c).who(), super(C, C).who(c))


class K(A):
    @classmethod
    def make(cls, *a):
        return super().__new__(cls)

    @staticmethod
    def static():
        return super


print(type(K.make()).__name__, K.static().__name__)


class D(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, v * 2)


d = D(a=1)
d["b"] = 2
print(d, isinstance(d, dict), type(d).__name__, len(d), d == {"a": 1, "b": 4})


class I(int):
    def __add__(self, other):
        return I(int.__add__(self, other) + 100)


print(I(1) + 2, type(I(1) + 2).__name__, I(5) * 2, type(I(5) * 2).__name__, I(3) == 3)


class S(str):
    pass


class L(list):
    def total(self):
        return sum(self)


print(S("abc").upper(), type(S("a") + "b").__name__, L([1, 2]).total(), L("ab"), type(L([1])[:]).__name__)
for f in (lambda: super().x, lambda: super(C, 5).x, lambda: super(int, c), lambda: super(C, c).nothing):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
