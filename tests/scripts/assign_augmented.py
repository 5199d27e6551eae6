# All augmented operators, on names, attributes, items and slices.
# SPDX-License-Identifier: MIT
x = 10
x += 5; print(x, end=" ")
x -= 3; print(x, end=" ")
x *= 4; print(x, end=" ")
x //= 5; print(x, end=" ")
x **= 3; print(x, end=" ")
x %= 100; print(x, end=" ")
x <<= 4; print(x, end=" ")
x >>= 2; print(x, end=" ")
x |= 3; print(x, end=" ")
x &= 14; print(x, end=" ")
x ^= 255; print(x, end=" ")
x /= 2; print(x)
a = b = [1]
a += [2]
print(a is b, b)
a = a + [3]
print(a is b, b, a)
a *= 2
print(a)
t = u = (1,)
t += (2,)
print(t, u)
s = {1, 2}
s |= {3}; s &= {2, 3}; s -= {2}; s ^= {3, 4}
print(s)
d = {"n": 1}
d["n"] += 1
d |= {"m": 5}
print(d)


class O:
    n = 1


o = O()
o.n += 1
print(o.n, O.n, vars(o))
m = [[0] * 2 for _ in range(2)]
m[1][0] += 7
m[0][:] += [9] if False else []
print(m)
lst = [1, 2, 3, 4]
lst[1:3] += ["x"]
print(lst)
tup = ([],)
try:
    tup[0] += [1]
except TypeError as e:
    print(e, tup)
for code in ("y += 1", "x += 'a'", "a += 5", "(1)[0] += 1", "x @= 2"):
    try:
        exec(code)
    except Exception as e:
        print(type(e).__name__, e)
