# Unpacking in assignment, its stars and its errors.
# SPDX-License-Identifier: MIT
a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), c = [1, 2], 3
print(a, b, c)
[x, [y, z]] = 1, (2, 3)
print(x, y, z)
first, *rest = [1, 2, 3]
print(first, rest)
*start, last = "abc"
print(start, last)
head, *middle, tail = range(5)
print(head, middle, tail)
one, *none = [1]
print(one, none)
(p, *q), *r = [(1, 2, 3), 4, 5]
print(p, q, r)
*everything, = (1, 2)
print(everything)
a = b = c = []
a.append(1)
print(b is c, c)
x, x = 1, 2
print(x)
for i, (j, *k) in [(1, (2, 3, 4)), (5, "ab")]:
    print(i, j, k)


class O:
    pass


o = O()
d = {}
lst = [0, 0, 0]
o.a, d["k"], lst[1], lst[2:] = 1, 2, 3, [4, 5]
print(o.a, d, lst)
for target, value in (("a, b", "1"), ("a, b", "[1]"), ("a, b", "[1, 2, 3]"), ("a, *b, c", "[1]"), ("a, b", "'abc'"),
                      ("a, b", "None"), ("*a, b", "[]"), ("a, b, c", "{1: 2}"), ("()", "[1]"), ("[]", "[]"), ("a, b", "1.5")):
    try:
        exec(target + " = " + value)
        print(target, "=", value)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
