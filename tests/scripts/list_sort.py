# sort and sorted: stability, key, reverse, errors, changes while sorting.
# SPDX-License-Identifier: MIT
data = [("b", 2), ("a", 2), ("c", 1), ("a", 1)]
print(sorted(data), sorted(data, key=lambda t: t[1]), sorted(data, key=lambda t: t[1], reverse=True), sorted(data, key=lambda t: (-t[1], t[0])))
x = [5, 2, 9, 1, 5, 6]
print(x.sort(), x, x.sort(reverse=True), x, sorted("hello"), sorted({3: 0, 1: 0}), sorted([True, 0, -1]), sorted([]), sorted([1]), sorted(["b", "B", "a"], key=str.lower), sorted([3, 1], reverse=1))
n, values = 12345, []
for _ in range(500):
    n = (n * 1103515245 + 12345) % 2 ** 31
    values.append(n % 100)
s = sorted(values)
print(s == sorted(values, reverse=True)[::-1], all(a <= b for a, b in zip(s, s[1:])), s[:20], sum(s) == sum(values))
pairs = [(v, i) for i, v in enumerate(values)]
by = sorted(pairs, key=lambda p: p[0])
print(all(a[1] < b[1] for a, b in zip(by, by[1:]) if a[0] == b[0]), [p[1] for p in sorted(pairs, key=lambda p: p[0], reverse=True)][:10])
print(sorted(range(300), key=lambda i: i % 7)[:10], sorted([2.5, 1, 3]), sorted([[2], [1, 5], [1]]), sorted(["10", "9", "1"], key=int), sorted(values[:10], key=lambda v: -v))
count = 0


class C:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        global count
        count += 1
        return self.v < other.v


print([c.v for c in sorted(map(C, [3, 1, 2]))], count)
count = 0
sorted(map(C, range(100)))
print(count)
count = 0
sorted(map(C, values[:100]))
print(count)
for f in (lambda: sorted([1, "a"]), lambda: sorted(5), lambda: [1].sort(5), lambda: sorted([1], key=5), lambda: sorted([1], reverse="a"), lambda: sorted([1], foo=1), lambda: sorted([None, None]), lambda: [1, 2].sort(key=lambda v: 1 / 0)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
z = [3, 2, 1]
try:
    z.sort(key=lambda v: z.append(v) or v)
except ValueError as e:
    print(e)
