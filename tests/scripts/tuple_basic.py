# Tuples: methods, comparison, nesting, immutability.
# SPDX-License-Identifier: MIT
t = (1, 2, 3, 2)
print(t, t.count(2), t.index(3), t[1:], t[::-1], t + (4,), t * 2, 0 * t, len(t), 2 in t, t == (1, 2, 3, 2), t < (1, 3), t > (1,), () < (0,), hash(t) == hash((1, 2, 3, 2)), (1,), (), ((),), (1, (2, (3,))))
print(tuple(), tuple("ab"), tuple([1]), tuple(range(3)), tuple({1: 2}), tuple(x for x in "z"), (1, "a", None, 2.5)[1], (1, 2)[-1], tuple(t) is t, t[:] is t, tuple() is tuple(), (1, 2) + () == (1, 2))
a, (b, c), *d = 1, (2, 3), 4, 5
print(a, b, c, d, (a, b) == (1, 2), {(1, 2): "k"}[1, 2], max((1, 2), (1, 3)), sorted([(2, "a"), (1, "z")]), sum((1, 2)), any(()), all(()), (0,) and "yes", bool(()), bool((0,)))
for code in ("t[0] = 1", "del t[0]", "t.append(1)", "t[9]", "t['a']", "t + [1]", "t.index(99)", "tuple(5)", "t < [1]", "t * 'a'", "hash(([],))", "t[::0]", "t.index(2, 'a')", "() < 1", "tuple(1, 2)"):
    try:
        print(eval(code) if "=" not in code and not code.startswith("del") else exec(code))
    except Exception as e:
        print(code, "|", type(e).__name__, e)
t2 = ([1], "x")
t2[0].append(2)
print(t2, t2 == ([1, 2], "x"), (1, 2, 3)[True], (float("nan"),) == (float("nan"),), t.index(2, 2), (1,) * 3, *t)
x = y = (1, 2)
x += (3,)
print(x, y, [] == (), () == [], (1, 2) == [1, 2], type((1)), type((1,)), len(((1, 2), 3)))
