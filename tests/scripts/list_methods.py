# Every list method and its errors.
# SPDX-License-Identifier: MIT
a = [3, 1, 2]
a.append(4); print(a)
a.extend((5, 6)); a.extend("ab"); a.extend(x for x in [7]); a.extend({8: 0}); print(a)
a.insert(0, "first"); a.insert(100, "last"); a.insert(-1, "before last"); print(a)
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove("a"); print(a, a.index(2), a.index(7, 3), a.count(1), a.count("zz"))
a.reverse(); print(a)
b = a.copy(); b.clear(); print(b, len(a), a == a[:], a is a[:])
c = [1, 2] + [3]; c += (4, 5); c *= 2; print(c, c * 0, [0] * 3, 2 * [1, 2])
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1, 2] != [2, 1], 1 in [1], 5 not in [1], [1, 2, 3].index(3, -1), [[1]] == [[1]])
print(list(), list("abc"), list(range(3)), list({1: 2}), list((1,)), len([1, [2, 3]]), bool([]), bool([0]), max([1, 3, 2]), sum([[1], [2]], []))
x = [1, 2, 3]
x.extend(x); print(x)
x[:] = x; print(x)
for f in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1, 2, 3].index(1, 1), lambda: [].extend(5), lambda: [1] + (2,), lambda: [1] * 1.5, lambda: [1][1], lambda: list("a")["a"],
          lambda: [1].insert("a", 1), lambda: [1].pop("a"), lambda: [1] < (1,), lambda: list(5), lambda: [].append(), lambda: [1].__getitem__(9), lambda: hash([]), lambda: [] - []):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
m = [[0] * 3] * 2
m[0][1] = 5
print(m, m[0] is m[1], [row[:] for row in m])
