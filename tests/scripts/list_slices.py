# Slices of lists read, assigned and deleted, extended ones too.
# SPDX-License-Identifier: MIT
a = list(range(10))
for s in ((None, None), (2, 5), (-3, None), (None, -3), (5, 2), (100, 200), (-100, 3)):
    print(s, a[s[0]:s[1]], a[slice(*s)])
for s in ((None, None, 2), (1, 8, 3), (None, None, -1), (8, 1, -2), (-1, -5, -1), (5, None, -10), (0, 10, 100)):
    print(s, a[s[0]:s[1]:s[2]])
b = a[:]; b[2:4] = ["x", "y", "z"]; print(b)
b[1:1] = [100, 200]; print(b)
b[:2] = []; print(b)
b[len(b):] = [7, 8]; print(b)
b[::2] = [0] * len(b[::2]); print(b)
b[::-1] = list(b); print(b)
b[3:1] = ["ins"]; print(b)
b[-2:] = "ab"; print(b)
b[1:3] = (i for i in range(2)); print(b)
b[:] = b[::-1]; print(b)
b[2:5] = b; print(b)
del b[::3]; print(b)
del b[-1:], b[:1]; print(b)
del b[5:2:-1]; print(b)
c = [1, 2, 3]
c[:] = []; print(c)
for code in ("a[::2] = [1]", "a[::0]", "a[0:1] = 5", "a[::2] = 5", "a['a':]", "a[1.5:]", "del a[::0]", "a[100] = 1", "del a[100]", "a[::-1] = []", "a[None] = 1"):
    try:
        exec(code)
        print("fine", code)
    except Exception as e:
        print(code, "|", type(e).__name__, e)


class Ix:
    def __index__(self):
        return 2


print(a[Ix()], a[Ix():], a[:Ix()], a[::Ix()])
