# Lambdas with every kind of parameter; conditionals inside.
# SPDX-License-Identifier: MIT
print((lambda: 1)(), (lambda x: x + 1)(2), (lambda x, y=3: x * y)(4), (lambda *a, **k: (a, k))(1, b=2))
print((lambda x, *, k=5: x + k)(1), (lambda x, /, y: x - y)(5, y=2), (lambda *, a: a)(a=9))
compose = lambda f, g: lambda x: f(g(x))
print(compose(lambda x: x + 1, lambda x: x * 10)(4))
adders = [lambda x, n=n: x + n for n in range(3)]
print([add(10) for add in adders])
late = [lambda: n for n in range(3)]
print([f() for f in late])
fact = lambda n: 1 if n <= 1 else n * fact(n - 1)
print(fact(10), (lambda: (yield))().__class__.__name__)
print(sorted(["bb", "a", "ccc"], key=lambda s: -len(s)))
sign = lambda x: "neg" if x < 0 else "zero" if x == 0 else "pos"
print(sign(-1), sign(0), sign(1))
print((lambda x: (lambda y: x + y))(1)(2), (lambda: None)(), (lambda x: (x, x))(1))
print(compose.__name__, compose.__qualname__, adders[0].__defaults__)
