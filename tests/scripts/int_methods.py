# Methods and attributes of ints and bools; int as a class.
# SPDX-License-Identifier: MIT
n = 42
print(n.real, n.imag, n.numerator, n.denominator, n.conjugate(), (7).bit_length(), n.as_integer_ratio(), (-5).__abs__(), n.__index__(), n.__add__(1))
print(int.__name__, isinstance(True, int), isinstance(1, bool), bool.__mro__[1] is int, True + 1, True == 1, str(True), repr(False), int(True), bool("False"))
print(round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(7), round(10 ** 30 + 5, -10), round(5, 3), (5).__round__(-1))
print(hash(5), hash(-1), hash(2 ** 61 - 1), hash(2 ** 61), hash(2 ** 100), hash(-2 ** 100), hash(10 ** 50) == hash(1e50) or "differs")
print(1 == 1.0, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 == 2.0 ** 53, 10 ** 400 > 1e308, -10 ** 400 < -1e308, 3 < 3.5 < 4, 2 ** 1000 == float(2 ** 1000), 2 ** 62 < 2.0 ** 62 + 1e10)
print(divmod(7, 2), divmod(-7, 2), divmod(7, -2), divmod(10 ** 20, 7), divmod(7, 2.5), 7 // 0.5, -7 % 2.5)
print(float(10 ** 20), 10 ** 20 / 3, 10 ** 400 // 10 ** 399, (10 ** 400) / (10 ** 399), 1 / 10 ** 300, -1 / 3, 2 ** 1023 / 2 ** 1000)
for f in (lambda: float(10 ** 400), lambda: 10 ** 400 / 3, lambda: 10 ** 400 + 1.0, lambda: (1).bit_length(2), lambda: int.bit_length("a"), lambda: int.__add__("a", 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(True & False, True | 2, True ^ True, ~True, -True, +False, True << 3, not True, True and 5, bool(), bool([]), bool(-0.0), max(True, 2), sum([True] * 5), [10, 20][True])
