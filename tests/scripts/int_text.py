# str, hex, oct, bin, format of large integers.
# SPDX-License-Identifier: MIT
for n in (0, 1, -1, 10 ** 18, 10 ** 19, -10 ** 19 + 1, 2 ** 64, 2 ** 200, -3 ** 150, 10 ** 100):
    print(n, hex(n), oct(n), bin(n)[:40], repr(n) == str(n), len(str(n)), int(str(n)) == n, int(hex(n), 16) == n)
    print(f"{n:,}", f"{n:_x}", f"{n:+}", f"{n:>60}", f"{n:#b}"[:30], "%d" % n, "%x" % n, "%o" % n, "%30d|" % n, "%-30d|" % n if n < 10 ** 20 else "", "%+d" % n)
print(str(7 ** 1000)[:40], str(7 ** 1000)[-40:], len(str(7 ** 1000)))
import sys
print(sys.get_int_max_str_digits())
for f in (lambda: len(str(10 ** 4300)), lambda: len(str(10 ** 4299)), lambda: int("1" * 4301), lambda: int("1" * 4300) % 97, lambda: len(hex(10 ** 5000))):
    try:
        print(f())
    except ValueError as e:
        print(e)
