# Powers: large, modular, negative, mixed with floats.
# SPDX-License-Identifier: MIT
print(2 ** 0, 0 ** 0, 2 ** 100, (-3) ** 41, 7 ** 77, 10 ** 40, 1 ** 10 ** 9, (-1) ** (10 ** 9 + 1))
print(2 ** -1, (-2) ** -3, 10 ** -2, 2.0 ** 3, 2 ** 0.5, 4 ** 0.5, (-8) ** 3, 0 ** 5, 2 ** 1e3 > 1e300)
print(pow(3, 200, 13), pow(2, 1000, 10 ** 9 + 7), pow(-3, 5, 7), pow(3, 5, -7), pow(10 ** 30, 10 ** 20, 10 ** 25 + 3), pow(5, 0, 1), pow(2, 3, 3))
print(pow(3, -1, 7), pow(7, -2, 10 ** 9 + 7), pow(2, 10), pow(2, -2), pow(2.5, 2), pow(0, 0, 5))
for f in (lambda: 0 ** -1, lambda: pow(2, 3, 0), lambda: pow(2, -1, 4), lambda: pow(2.0, 3, 5), lambda: pow(2, 3, 5.0), lambda: pow("a", 2), lambda: 2 ** "a", lambda: 10.0 ** 400):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
