# An interned string that nobody uses dies, and leaves the table. (C3)
# SPDX-License-Identifier: MIT
import sys


def fresh():
    return "".join(["tempo", "rary"])


one = sys.intern(fresh())
two = sys.intern(fresh())
print("one of it:", one is two)
print("the table does not hold it: ", sys.getrefcount(one) - 1)
del two
print("one name less:              ", sys.getrefcount(one) - 1)

del one
other = fresh()
print("the next one is the table's:", sys.intern(other) is other)

try:
    sys.intern(42)
except TypeError as error:
    print("TypeError:", error)
