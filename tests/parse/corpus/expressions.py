# Every kind of expression, and the brackets and commas around it.
a, b = 1, 2
x = a if b else c if d else e
x = lambda: 0
x = lambda a, b=1, /, c=2, *args, d, e=3, **kw: (yield)
x = lambda *, a: a
x = lambda *a, **k: lambda: a
x = lambda a, /: a
x = lambda a, /, b, *, c=1: a
x = not a and not not b or c
x = a < b <= c == d != e > f >= g is h is not i in j not in k
x = a | b ^ c & d << e >> f + g - h * i / j // k % l @ m
x = -a ** -b ** +c ** ~d
x = (-a) ** 2 * -3
x = a.b.c[d](e)[f:g].h(*i, **j)
x = []
x = [a]
x = [a,]
x = [*a, b, *c]
x = ()
x = (a)
x = ((a))
x = (a,)
x = (a, *b)
x = *a, b
x = {}
x = {a}
x = {*a, b,}
x = {a: b}
x = {a: b, **c, d: e,}
x = {**a}
x = {(a := 1): 2}
x = {lambda: 1: lambda: 2}
x = [a for a in b]
x = [a for a in b if c if d for e in f]
x = (a for a, b in c)
x = (a for (a, *b) in c)
x = (a for a, in c)
x = {a for a.b in c}
x = {a for a[0] in c}
x = {a: b for a, b in c if a}
x = [(yield) for _ in a]
x = [a := 1, b := 2]
x = (a := 1)
x = f(a := 1)
x = f(a for a in b)
x = f(a, (b for b in c))
x = f((yield))
x = f(a, *b, c, *d, e=1, *f, g=2, **h, i=3, **j)
x = f(**a, b=1)
x = f(a,)
x = f(*a,)
x = f(a=1,)
x = f(**a,)
x = a[b]
x = a[b,]
x = a[b, c]
x = a[b:c]
x = a[:]
x = a[::]
x = a[b:]
x = a[:c]
x = a[::d]
x = a[b:c:d]
x = a[b:c, d, ::e]
x = a[*b]
x = a[*b, c]
x = a[b, *c,]
x = a[b := 1]
x = a[(b := 1):2]
x = a[...]
x = a[b if c else d:e]
x = a[lambda: 1]
x = None, True, False, ...
x = yield_ = 1
print(a, end="")
exec(a)
print (a)
print
print = 1
match = case = _ = type = 1
match.case
match(a)
match[a]
match[a] = 1
match(a).b = 1
match, case
match: int = 1
match * a
match -a
match in a
match
case(a)
async def f():
    await a
    x = await a ** 2
    x = -await a
    x = [await a async for a in b if await c]
    x = (a async for a in b for c in d)
    x = {a: b async for a in b async for b in c}
    return await (await a)
def g():
    yield
    yield a
    yield a, b
    yield *a, b
    yield from a
    x = yield
    x = yield a
    x = y = yield from a
    x += yield
    x: int = yield
    (yield)
    return (yield a), (yield)
    return *a, b
(
    a
    +
    b
)
x = (  # comment
    a,  # comment

    b
)
x = a + \
    b
if a and \
   b: pass
