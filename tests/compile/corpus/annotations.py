# Annotations become text.
from __future__ import annotations


def f(a: int, /, b: "str" = 1, *c: *d, e: x.y[1:2, ...] = 2, **g: {**h}) -> (yes if no else maybe):
    local: list[int] = []
    return local


a: lambda: 1
a: lambda x, /, y=1, *z, w, v=2, **u: (x, y)
a: lambda *, x: x
a: lambda *args: (lambda: 1)
a: (lambda: 1) or 2
a: [x for x in y]
a: [x for x in y if z if w for v in u]
a: {x for x, in y}
a: {x: y for x, y in z}
a: (x for x in y)
a: f(x for x in y)
a: f((x for x in y), 1)
a: [x async for x in y]
a: [lambda: x for x in (lambda: y, 1)]
a: [x for x in (lambda: y) if (lambda: z)]
a: [(x if y else z) for x in (a if b else c) if (d if e else f)]
a: f"a"
a: f"{x}"
a: f"a{x!r}b{y:>10}c{z!s:{w}}"
a: f"{{}}{x}"
a: f"{'a'}"
a: f'{"b"}'
a: f"{x=}"
a: f"{ {1: 2} }"
a: f"{(lambda: 1)}"
a: f"{x if y else z}"
a: f"{x}" "b{c}"
a: f"it's {x}"
a: f'say "{x}" it\'s'
a: f"{x:{y}.{z}}"
a: f"line\n{x}"
a: f"{[i for i in x]}"
a: f"{ {i for i in x} }"
a: f"{x, y}"
a: ()
a: (1,)
a: not x
a: not (not x)
a: -x ** -y
a: (-x) ** y
a: x ** y ** z
a: (x ** y) ** z
a: x @ y // z % w
a: x - (y - z)
a: (x - y) - z
a: x << y >> z & a | b ^ c
a: (x | y) & z
a: x < y <= z != w
a: (x < y) < z
a: x < (y < z)
a: x is not y
a: x not in y
a: x and (y or z)
a: (x and y) and z
a: x or y and not z
a: (x if y else z) if w else v
a: x if y else z if w else v
a: [*x, *y]
a: f(*x, **y, z=1)
a: f(*x or y)
a: {**x, 1: 2}
a: x[*y]
a: x[*y, z]
a: x[1:2:3]
a: x[:, ::2, 1:]
a: x[(1, 2)]
a: x[()]
a: x[1,]
a: 1 .real
a: 1.5.real
a: "a".b
a: (1, 2).c
a: (x + y).z
a: (x, y)[0]
a: (lambda: 1)()
a: b"bytes"
a: 'it\'s'
a: None | True
a: ...
a: 1e1000
a: -1e400
a: "\u20ac\x00"
a: u"x"
a: 10 ** 30
a: 0xff
a: __debug__
a: (x.y).z.w()
a: await_
a: +x - -y
a: ~x
a: 2 ** -1
a: {1}
a: {}
a: []


class C:
    __x: __y
    def g(self, __z: __w): pass
