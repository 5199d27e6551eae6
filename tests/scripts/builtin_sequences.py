# len, range, zip, map, filter, enumerate, reversed, sorted, sum, min, max, any, all.
# SPDX-License-Identifier: MIT
print(list(zip()), list(zip("ab")), list(zip("abc", [1, 2])), list(map(len, ["a", "bb"])), list(map(lambda a, b: a * b, [1, 2], [3, 4, 5])), list(filter(lambda x: x % 2, range(6))), list(filter(None, [0, 1, "", "x"])))
print(list(enumerate("ab")), list(enumerate("ab", start=3)), list(reversed([1, 2, 3])), list(reversed(range(3))), "".join(reversed("abc")), sorted("cab", reverse=True), list(zip("ab", "cd", strict=True)))
print(sum([1, 2, 3]), sum([], 5), sum([[1], [2]], []), sum((0.5, 1)), sum(x for x in range(5)), sum([1, 2], start=10), sum([True, True]))
print(min(3, 1, 2), max([3, 1, 2]), min("hello"), max("a", "b", key=ord), min([], default="none"), max([[1, 2], [3]], key=len), min({"b": 1, "a": 2}), max(1, 1.0), max([(1, "a"), (1, "b")]), min(["bb", "a"], key=len))
print(any([]), all([]), any([0, 1]), all([1, 0]), any(x > 2 for x in [1, 3]), all("abc"), any({}), len("abc"), len({1: 2}), len(range(10)), abs(-3), abs(-2.5), abs(True))
for f in (lambda: list(zip("ab", "c", strict=True)), lambda: list(zip("a", "cd", strict=True)), lambda: zip(1), lambda: list(map(5, [1])), lambda: sum("ab"), lambda: sum(["a", "b"], ""), lambda: max([]), lambda: min(), lambda: min(5), lambda: max(1, "a"), lambda: max([], key=len), lambda: max(1, 2, default=3),
          lambda: len(5), lambda: reversed({1}), lambda: reversed(5), lambda: list(enumerate(5)), lambda: enumerate("a", "b"), lambda: any(5), lambda: all(None), lambda: sorted(None), lambda: abs("a"), lambda: sum([1], [2]), lambda: sum(5), lambda: filter(1), lambda: next(iter([]))):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
