# The ints from -5 to 256 exist once; others are made as they are needed. (C1)
# SPDX-License-Identifier: MIT
import sys


def same(n):
    text = str(n)
    return int(text) is int(text)


print("once:", [n for n in range(-10, 300) if same(n)] == list(range(-5, 257)))
for n in (-6, -5, 0, 1, 255, 256, 257):
    print(str(n).rjust(4), "exists once:", same(n))

hundred = int("100")
two = int("2")
print("a result is looked up as well:", hundred + hundred is two * hundred)
total = 0
for n in range(16):
    total += n
print("120 from a loop:", total is int("120"))

seventy_seven = int("77")
count = sys.getrefcount(seventy_seven)
names = [seventy_seven, seventy_seven, seventy_seven]
print("they are counted like any object:", sys.getrefcount(seventy_seven) - count)
del names
print("and never reach zero:", sys.getrefcount(seventy_seven) == count)
