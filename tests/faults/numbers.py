# Allocation failure in integers of all sizes, floats and conversions.
# SPDX-License-Identifier: MIT
big = 7 ** 80
print(big, big // 3 ** 40, big % 1000, -big >> 5, big & (1 << 70))
print(int("12345678901234567890123"), str(1 << 90), hex(255), float("2.5") * 3)
print(sum(n * n for n in range(300, 320)), round(2.675, 2), divmod(1000, 7))
