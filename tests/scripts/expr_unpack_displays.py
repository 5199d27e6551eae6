# Stars inside displays and calls.
# SPDX-License-Identifier: MIT
a, b = [1, 2], (3, 4)
print([*a, *b], (*a, *b), {*a, *b}, [*"xy", *range(2)], (*[],), [*{}])
d1, d2 = {"x": 1, "y": 2}, {"y": 3, "z": 4}
print({**d1, **d2}, {"w": 0, **d1, "x": 9}, {**{}, **d2})


def f(*args, **kwargs):
    return args, kwargs


print(f(*a, *b), f(0, *a, 5, *b, k=1, **d1, j=2), f(**d1, z=3), f(*"ab", *{7: 8}))
for call in (lambda: f(**d1, **d2), lambda: f(x=1, **d1), lambda: f(**{"a": 1}, **{"a": 2})):
    try:
        print(call())
    except TypeError as e:
        print(e)
print(*[1, 2], *"ab", sep=",")
x = *a, *b
print(x)


def g():
    return *a, 3


print(g())
for i in *a, *b:
    print(i, end=" ")
print()
print([[*row] for row in ((1, 2), (3,))], {k: [*v] for k, v in {"p": "qr"}.items()})
print({"a": 1} | {"b": 2}, {"a": 1} | {"a": 2})
