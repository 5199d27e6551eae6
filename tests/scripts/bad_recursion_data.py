# Structures that contain themselves, and comparisons that go too deep.
# SPDX-License-Identifier: MIT
a = []
a.append(a)
b = []
b.append(b)
print(a, a == a, str(a), len(repr(a)))
try:
    a == b
except RecursionError as e:
    print(e)
d = {}
d["d"] = d
t = (d, a)
print(d, t)
deep = []
for _ in range(5000):
    deep = [deep]
for f in (repr, str, lambda x: x == x[:], lambda x: hash((x,)), lambda x: "%s" % (x,)):
    try:
        f(deep)
        print("fine")
    except (RecursionError, TypeError) as e:
        print(type(e).__name__)
s = "(" * 150 + "1" + ")" * 150
print(eval(s))
for bad in ("(" * 300 + ")" * 300,):
    try:
        eval(bad)
        print("fine")
    except (SyntaxError, MemoryError) as e:
        print(type(e).__name__, e)
