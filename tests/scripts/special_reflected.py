# Which side is asked first, and NotImplemented.
# SPDX-License-Identifier: MIT
class A:
    def __add__(self, other):
        print("A.add", type(other).__name__)
        return NotImplemented

    def __radd__(self, other):
        print("A.radd", type(other).__name__)
        return "A"

    def __eq__(self, other):
        print("A.eq", type(other).__name__)
        return NotImplemented

    def __lt__(self, other):
        print("A.lt")
        return NotImplemented

    def __gt__(self, other):
        print("A.gt")
        return True


class B(A):
    def __radd__(self, other):
        print("B.radd", type(other).__name__)
        return "B"


class C(A):
    pass


class I:
    def __iadd__(self, other):
        print("I.iadd")
        return NotImplemented

    def __add__(self, other):
        print("I.add")
        return "added"


print(A() + B(), 1 + A(), A() + 1 if False else "-")
print(A() + C())
for f in (lambda: A() + 1, lambda: A() + A()):
    try:
        print(f())
    except TypeError as e:
        print(e)
i = I()
i += 1
print(i)
print(A() == 1, A() == A(), A() != 5, A() < A(), 5 < A(), A() == B())
try:
    A() < 5
    A() <= 5
except TypeError as e:
    print(e)
print(bool(NotImplemented is NotImplemented), repr(NotImplemented), (1).__add__("a"), (1).__eq__("a"), "a".__lt__(1))


class Vector:
    def __init__(self, *v):
        self.v = v

    def __add__(self, o):
        return Vector(*(a + b for a, b in zip(self.v, o.v)))

    def __mul__(self, k):
        return Vector(*(a * k for a in self.v)) if isinstance(k, int) else sum(a * b for a, b in zip(self.v, k.v))
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, o):
        return self + -o

    def __abs__(self):
        return (self * self) ** 0.5

    def __repr__(self):
        return "Vector%r" % (self.v,)


u, v = Vector(3, 4), Vector(1, 1)
print(u + v, u - v, 2 * u, u * 2, u * v, -u, abs(u), sum([u, v], Vector(0, 0)))
