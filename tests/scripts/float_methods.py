# round, is_integer, hex, as_integer_ratio, conversion.
# SPDX-License-Identifier: MIT
for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1.005, 1234.5678, -1234.5678, 1e20, 0.15, 0.25, 0.35):
    print(x, round(x), [round(x, n) for n in (0, 1, 2, 3, -1, -2, 10)])
print((2.0).is_integer(), (2.5).is_integer(), (0.75).as_integer_ratio(), (-2.5).as_integer_ratio(), (0.1).as_integer_ratio())
print((1.0).hex(), (-0.1).hex(), (1e300).hex(), (0.0).hex(), (5e-324).hex(), float.fromhex("0x1.8p3"), float.fromhex("-0x1p-2"), float.fromhex("inf"))
print(int(2.9), int(-2.9), int(1e18), int(123456789.987), (2.5).__int__(), (2.7).__trunc__(), (1.5).real, (1.5).imag, (2.0).conjugate())
print((2.5).__floor__(), (-2.5).__ceil__(), float(), float(5), float("1e3"), float(True), hash(2.0) == hash(2), hash(0.5), hash(1e400), hash(-1.5))
for f in (lambda: round(float("nan")), lambda: round(float("inf")), lambda: int(float("nan")), lambda: float("inf").as_integer_ratio(), lambda: round(1.5, "a"),
          lambda: float.fromhex("xyz"), lambda: float([]), lambda: float(None), lambda: round("a"), lambda: round(1e308, -309), lambda: round(1.7e308, -308)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
