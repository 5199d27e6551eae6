# Arithmetic, division and remainders of floats in all signs.
# SPDX-License-Identifier: MIT
for a in (7.5, -7.5, 0.3, -0.0, 1e16, 5.0):
    for b in (2.0, -2.0, 0.7, 1e-3, 3):
        print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b))
print(7 // 2.0, -7 // 2.0, 7 % -2.0, 1e300 * 1e300, -1e-320 / 10, 2 ** 0.5, 2.0 ** -1, (-2.0) ** 3, 0.0 ** 0, 1.0 ** float("nan"), 1e16 + 1, 0.1 * 3)
print(abs(-2.5), -(-0.0), +1.5, bool(0.0), bool(-0.0), bool(1e-300), 0.0 == -0.0, 1.5 == 3 / 2, sum([0.1] * 10), sum([1, 2.5, 3]))
print(min(1.5, 1), max(2, 2.0), max(2.0, 2), sorted([2.5, -1, 0.0, 1e9, -3.5]), 3.0 in [3], {1: "a"}[1.0])
for f in (lambda: 1.5 / 0, lambda: 1.5 // 0.0, lambda: 1.5 % 0, lambda: 0.0 ** -2, lambda: 10.0 ** 400, lambda: 1.5 + "a", lambda: 1.5 & 1, lambda: list("a")[1.0], lambda: range(1.5), lambda: "a" * 2.0):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(0.0 ** float("-inf"), -0.0 ** float("-inf"), 0 ** float("inf"), (-0.0) ** float("-inf"), pow(0, float("-inf")))
