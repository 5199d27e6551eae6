# getrefcount through names, assignment, deletion and swapping.
# SPDX-License-Identifier: MIT
import sys
rc = sys.getrefcount
a = []
print(rc(a))
b = a
c = d = a
print(rc(a))
del b
print(rc(a))
c = 1
print(rc(a))
d, e = 2, a
print(rc(a))
e, f = a, a
print(rc(a))
e, f = f, e
print(rc(a))
del e, f
print(rc(a))
for x in [a, a]:
    print(rc(a), end=" ")
print(rc(a))
del x
[y for y in [a]]
print(rc(a))
a = a
print(rc(a))


def locals_too():
    p = a
    q = p
    print(rc(a))
    del q
    print(rc(a))
    p = None
    print(rc(a))


locals_too()
print(rc(a), rc([]), rc(object()), rc("".join(["a", "b"])), rc((lambda: [])()))
