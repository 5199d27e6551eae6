# Integers of any size: the four operations, in all signs, at the edges of machine words.
# SPDX-License-Identifier: MIT
edges = [0, 1, -1, 2, 3, 7, -10, 255, 256, -5, -6, 2 ** 30 - 1, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 62 - 1, 2 ** 62, -2 ** 62, 2 ** 63 - 1, 2 ** 63,
         -2 ** 63, -2 ** 63 - 1, 2 ** 64 - 1, 2 ** 64, 2 ** 64 + 1, -2 ** 64, 10 ** 20, -10 ** 25, 2 ** 127, 3 ** 100]
total = 0
for a in edges:
    for b in edges:
        total = (total * 31 + (a + b) * 7 + (a - b) * 5 + a * b * 3) % (10 ** 40 + 7)
        if b:
            q, r = a // b, a % b
            assert q * b + r == a and divmod(a, b) == (q, r), (a, b)
            assert (0 <= r < b) or (b < r <= 0), (a, b, r)
            total = (total * 37 + q * 11 + r) % (10 ** 40 + 7)
print(total)
for a in edges:
    print(a, -a, +a, abs(a), ~a, a.bit_length(), a * a)
print(2 ** 64 - 1 + 1 == 2 ** 64, 2 ** 63 * 2, -(2 ** 63) * -1, (2 ** 62) * 2 - 1, -2 ** 63 - 1 + 1)
print(10 ** 50 // 10 ** 30, 10 ** 50 % 7, -10 ** 50 // 3, -10 ** 50 % 3, 10 ** 50 // -(10 ** 25 + 1), divmod(-7 ** 40, 5 ** 20))
x = 1
for i in range(1, 101):
    x *= i
print(x)
for i in range(100, 0, -1):
    assert x % i == 0
    x //= i
print(x)
