# Shifts and bitwise operations on numbers of any size and sign.
# SPDX-License-Identifier: MIT
values = [0, 1, -1, 5, -5, 2 ** 31 - 1, -2 ** 31, 2 ** 63, -2 ** 63, 2 ** 64 - 1, -2 ** 64, 0x123456789abcdef0123456789abcdef, -0xfedcba98765432100fedcba9876543210]
for a in values:
    print([a & b for b in values])
    print([a | b for b in values])
    print([a ^ b for b in values])
    print([a << n for n in (0, 1, 7, 63, 64, 65, 100)], [a >> n for n in (0, 1, 7, 63, 64, 65, 100, 1000)])
    assert ~a == -a - 1 and (a << 200) >> 200 == a
print((1 << 1000) >> 999, bin(1 << 70), (-1) >> 1000, 0 << 10 ** 6 == 0, 5 >> 10 ** 20, -5 >> 10 ** 20)
print([n.bit_length() for n in (0, 1, -1, 255, 256, 2 ** 64, -2 ** 64 + 1)], [n.bit_count() for n in (0, 1, -1, 255, 2 ** 64 - 1, -7)])
for f in (lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 << 1.0, lambda: 1 << 2 ** 100):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
