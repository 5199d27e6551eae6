# Operator precedence and associativity.
# SPDX-License-Identifier: MIT
print(1 + 2 * 3, (1 + 2) * 3, 2 ** 3 ** 2, -2 ** 2, (-2) ** 2, 2 ** -1)
print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3)
print(7 / 2, 1 / 3, 1e300 * 1e10, -1e300 * 1e10)
print(1 << 4 + 1, 1 | 2 ^ 3 & 4, ~5, ~-1, not 1 == 2, not (1 and 0))
print(10 - 5 - 2, 100 / 10 / 2, 2 * 3 % 4, -5 % 3, - -5, +-+5)
print(5 if 0 else 6 if 0 else 7, (1, 2) + (3,), [1] * 3, "ab" * 2, 3 * "x", "x" * -1)
print(0x1f, 0o17, 0b101, 1_000_000, 1e3, 1.5e-3, .5, 5., 0xFFFFFFFFFFFFFFFFFFFF)
print(True + True, True * 3, False - 1, True / 2, True | False, True & 1, True ^ True)
