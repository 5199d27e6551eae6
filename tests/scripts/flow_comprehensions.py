# List, set, dict comprehensions and generator expressions; their scopes.
# SPDX-License-Identifier: MIT
print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x % 3])
print({x % 3 for x in range(9)}, {x: x * x for x in range(3)}, {k: v for k, v in zip("ab", (1, 2))})
print([(x, y) for x in range(3) for y in range(x)], [[y for y in range(x)] for x in range(3)])
x = "outer"
print([x for x in range(2)], x)
print(sum(x for x in range(5)), list(x for x in "ab"), max((len(w), w) for w in ("a", "ccc", "bb")))
fs = [lambda: i for i in range(3)]
print([f() for f in fs])


def f(n):
    return [n + m for m in range(3) if m != n]


print(f(1))


class C:
    n = 3
    ok = [i for i in range(n)]
    try:
        bad = [n for i in range(1)]
    except NameError as e:
        print(e)


print(C.ok)
gen = (print("lazy", i) or i for i in range(3))
print("made")
print(next(gen), next(gen))


def trace(items):
    print("iterating")
    return items


g = (i for i in trace([1, 2]))
print("outermost iterable at once", list(g))
print([a for a, *b in [(1, 2, 3), (4,)]], [b for a, *b in [(1, 2, 3), (4,)]])
print({**{k: 1 for k in "ab"}}, [y for x in [[1, 2], [3]] for y in x], [i if i else -1 for i in range(2)])
print([z for z in (lambda: [1, 2])()], [last := i for i in range(3)], last)
try:
    (i for i in 5)
except TypeError as e:
    print(e)
print(list(map(lambda t: t[0], [(n, m) for n in "ab" for m in "c"])))
