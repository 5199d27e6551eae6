# range: all its methods, negative steps, huge bounds, equality.
# SPDX-License-Identifier: MIT
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(5, 5), range(0, -5), range(-3, 3), range(0), range(1, 2, 100)):
    print(r, list(r), len(r), r.start, r.stop, r.step, list(reversed(r)), bool(r), 3 in r, 3.0 in r, "a" in r)
r = range(0, 100, 7)
print(r[3], r[-1], r[2:5], r[::-1], r[::2], r[100:], r.index(14), r.count(14), r.count(15), r[1:][0], list(r[-2:]), r == range(0, 99, 7), range(0) == range(5, 5), range(1, 4, 2) == range(1, 5, 2), hash(range(0)) == hash(range(3, 3)), hash(range(0, 4, 3)) == hash(range(0, 5, 3)))
big = range(10 ** 20, 10 ** 20 + 5)
print(list(big), big[2], 10 ** 20 + 3 in big, range(2 ** 62, 2 ** 62 + 2)[-1], len(range(2 ** 62)), sum(range(101)), max(range(5)), 5 * 10 ** 30 in range(0, 10 ** 31, 10), range(10 ** 30)[10 ** 29], range(0, 10 ** 20, 10 ** 19)[-1])
for f in (lambda: range(), lambda: range(1.5), lambda: range("a"), lambda: range(1, 2, 0), lambda: range(3)[3], lambda: range(3)[-4], lambda: range(3).index(5), lambda: len(range(10 ** 30)), lambda: range(3)["a"], lambda: range(1, 2, 3, 4), lambda: range(3) + range(2), lambda: range(3) < range(4),
          lambda: next(range(3)), lambda: range(3).index("a"), lambda: range(stop=3), lambda: hash(range(3)) and None):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
it = iter(range(3))
print(next(it), list(it), next(it, "end"), list(iter(range(2 ** 64, 2 ** 64 + 2))), list(zip(range(3), range(5, 0, -1))), [*range(3)], True in range(2), range(True, 3))
