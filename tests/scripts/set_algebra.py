# Sets: operators, methods, comparison, order of ints as the oracle has it.
# SPDX-License-Identifier: MIT
a, b = {1, 2, 3}, {2, 3, 4}
print(a | b, a & b, a - b, a ^ b, b - a, a | set(), a & set())
print(a.union([9], (8,)), a.intersection([1, 2], {2}), a.difference([1], [2]), a.symmetric_difference([3, 7]), a.union(), a.issubset([1, 2, 3, 4]), a.issuperset([1]), a.isdisjoint([5]))
print(a <= a, a < a, a <= {1, 2, 3, 4}, a >= {1}, a == {3, 2, 1}, a != b, {1} < {2}, set() <= a, a > set())
c = set(a); c.add(10); c.add(10); c.discard(99); c.remove(1); print(c, len(c), 10 in c, c.pop() in {2, 3, 10})
c = {1, 2, 3, 4}
c |= {5}; c &= {2, 3, 4, 5}; c -= {2}; c ^= {3, 9}; print(c)
c.update([1], "a" if False else [7]); c.intersection_update([1, 7, 9]); c.difference_update([1]); c.symmetric_difference_update([9, 100]); print(c)
print(set(), set("a"), set([3, 1, 2]), {1.0, 1, True}, {(), (1,)} == {(1,), ()}, bool(set()), len({1, 1, 1}), sorted({"b", "a"}), {*range(3)}, set(range(20)), {-1, -2}, {100, 1, 50})
print([{i * 37 % 101 for i in range(30)}], {2 ** i for i in range(12)}, {0.5, 1.5, 2.5}, set(range(100, 0, -9)))
e = {1}; e.clear(); print(e, a.copy() == a, a.copy() is a)
f = frozenset([1, 2]); print(f, f | {3}, {3} | f, {f: 1}[frozenset([2, 1])], f == {1, 2}, hash(f) == hash(frozenset([2, 1])), type(f | {3}).__name__, type({3} | f).__name__, frozenset())
for g in (lambda: a + b, lambda: a | [1], lambda: a.remove(99), lambda: set().pop(), lambda: {[]}, lambda: {{}}, lambda: a[0], lambda: set(5), lambda: hash(a), lambda: a < [1], lambda: f.add(1), lambda: a.union(5), lambda: {a}, lambda: a.add([]), lambda: [] in a):
    try:
        print(g())
    except Exception as ex:
        print(type(ex).__name__, ex)
print({1} in {frozenset([1])}, {1, 2} - {1: "x"}.keys(), a.intersection("abc"), {x % 3 for x in range(10)})
