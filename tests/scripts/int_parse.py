# int() of strings, bases, underscores, blanks, and what it refuses.
# SPDX-License-Identifier: MIT
good = [("42", 10), (" -7 ", 10), ("+5", 10), ("1_000", 10), ("ff", 16), ("0xFF", 16), ("0b101", 2), ("0o17", 8), ("z", 36), ("0x1f", 0), ("0b11", 0), ("0o7", 0), ("10", 0),
        ("0", 0), ("000", 0), ("-0x10", 16), ("123456789" * 5, 10), ("-" + "f" * 40, 16), ("\t\n12\n", 10), ("1" * 70, 2), ("zz_zz", 36), ("٣", 10), ("0_1", 10)]
for text, base in good:
    print(repr(text)[:30], base, int(text, base))
for text, base in [("", 10), (" ", 10), ("1.5", 10), ("abc", 10), ("1__0", 10), ("_1", 10), ("1_", 10), ("9", 8), ("0x", 16), ("012", 0), ("- 1", 10), ("--1", 10), ("1 2", 10),
                   ("g", 16), ("1", 1), ("1", 37), ("1", -2), ("0b2", 2), ("é", 10), ("1\x00", 10)]:
    try:
        print(int(text, base))
    except ValueError as e:
        print(e)
print(int(), int(3.99), int(-3.99), int(1e20), int(True), int(2.5e15), int("5"), int(1e300) % 10 ** 9)
for bad in (None, [], "x", float("inf"), float("nan"), {}):
    try:
        int(bad)
    except Exception as e:
        print(type(e).__name__, e)
try:
    int(5, 10)
except TypeError as e:
    print(e)
