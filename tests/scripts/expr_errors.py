# Messages of operations on wrong types.
# SPDX-License-Identifier: MIT
five, nothing, text, pair = 5, None, "abc", [1, 2]
cases = [
    lambda: 1 + "a", lambda: "a" + 1, lambda: [] + (), lambda: None + 1, lambda: 1 - "a",
    lambda: "a" * "b", lambda: "a" * 1.5, lambda: [1] * "x", lambda: {} + {}, lambda: 1 / 0, lambda: 1 // 0,
    lambda: 1 % 0, lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0 ** -1, lambda: 0.0 ** -1,
    lambda: -"a", lambda: +[], lambda: ~1.5, lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 << 1.5,
    lambda: 1 & 1.0, lambda: "a" | "b", lambda: len(5), lambda: five(), lambda: nothing(), lambda: text(),
    lambda: five[0], lambda: nothing[0], lambda: pair["a"], lambda: [1, 2][5], lambda: (1, 2)[9],
    lambda: "abc"[10], lambda: text["x"], lambda: {}["k"], lambda: {}[[]], lambda: {[]: 1}, lambda: {[1], 2},
    lambda: (1).foo, lambda: "a".foo, lambda: None.foo, lambda: [].foo, lambda: undefined_name,
    lambda: divmod(1, 0), lambda: divmod(1.5, 0), lambda: 2.0 ** 10000, lambda: 1e400 - 1e400,
    lambda: pair[None], lambda: tuple(pair)["a"], lambda: range(3)[7], lambda: range(3)["a"],
    lambda: [*5], lambda: {**5}, lambda: print(*5), lambda: print(**5), lambda: {**{1: 2}},
    lambda: dict(**{1: 2}), lambda: iter(5), lambda: next([]), lambda: [x for x in 5],
]
for case in cases:
    try:
        print("value", case())
    except Exception as e:
        print(type(e).__name__, e)
