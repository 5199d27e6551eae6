# repr is the shortest text that gives the same float.
# SPDX-License-Identifier: MIT
values = [0.0, -0.0, 1.0, -1.5, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789012345.6, 1234567890123456.7, 12345678901234567.8, 1e-4, 1e-5, 0.00012345, 1e22, 1e23,
          1e100, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 3.14159, 100.0, 1e5, 9007199254740993.0, 0.5, 4.35, 2.675, 1.005, 1e21, 1e-7, 123e-10, 5e-10]
for v in values:
    assert float(repr(v)) == v
    print(repr(v), str(v), -v, v * 3, v / 7)
inf, nan = float("inf"), float("nan")
print(inf, -inf, nan, inf - inf, inf * 0, -nan, [inf], inf == inf, inf > 1e308, nan == nan, 1e308 * 10, -1e308 * 10)
for text in ("1.5", " 2.5\n", "-0", "1e5", "1E-5", ".5", "5.", "inf", "-Infinity", "nan", "1_000.5", "+3", "1e400", "-1e400", "1e-400", "0x1", "", "abc", "1..2", "1e", "1_", "--1", "infin", "1 2"):
    try:
        print(repr(text), float(text))
    except ValueError as e:
        print(e)
