# Unary operators and conversions: int, float, index, round, abs, str, repr, format, hash.
# SPDX-License-Identifier: MIT
class N:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __abs__(self): return "abs"
    def __int__(self): return 7
    def __float__(self): return 2.5
    def __index__(self): return 3
    def __round__(self, n=None): return "round", n
    def __trunc__(self): return "trunc"
    def __str__(self): return "str"
    def __repr__(self): return "repr"
    def __format__(self, spec): return "format<" + spec + ">"
    def __hash__(self): return 99
    def __bool__(self): return False
    def __len__(self): return 4
    def __divmod__(self, o): return "divmod", o
    def __rdivmod__(self, o): return "rdivmod", o
    def __pow__(self, o, m=None): return "pow", o, m
    def __reversed__(self): return "reversed"


n = N()
print(-n, +n, ~n, abs(n), int(n), float(n), [0, 1, 2, 3][n], "abcdef"[n:], round(n), round(n, 2))
print(str(n), repr(n), [n], f"{n} {n!r} {n!s} {n:x>5}", format(n), format(n, "z"), "%s %r" % (n, n), "{} {!r} {:q}".format(n, n, n))
print(hash(n), bool(n), len(n), divmod(n, 1), divmod(2, n), pow(n, 2), pow(n, 2, 3), reversed(n), hex(n), bin(n), oct(n), [0] * n, range(n), chr(N()))
for attr, bad in (("__int__", "x"), ("__float__", 5), ("__index__", 1.5), ("__str__", 5), ("__repr__", None), ("__hash__", "h"), ("__len__", -1),
                  ("__len__", "l"), ("__bool__", 2), ("__format__", 3), ("__iter__", 5)):
    C = type("C", (), {attr: lambda self, *a, bad=bad: bad})
    for f in (int, float, lambda x: [1, 2][x], str, repr, hash, len, bool, format, iter):
        name = getattr(f, "__name__", "")
        if name == attr.strip("_") or (attr == "__index__" and name == "<lambda>"):
            try:
                print(name, f(C()))
            except Exception as e:
                print(name, type(e).__name__, e)


class OnlyIndex:
    def __index__(self):
        return 10


o = OnlyIndex()
print(int(o), float(o), hex(o), range(o), "a" * o, int("11", OnlyIndex()), "%d" % o)
for f in (lambda: int(object()), lambda: float(object()), lambda: round(object()), lambda: abs(object()), lambda: -object(), lambda: hex(1.5),
          lambda: format(object(), "x"), lambda: hash({}), lambda: [1][object()]):
    try:
        print(f())
    except TypeError as e:
        print(e)
