# Every kind of statement.
"""docstring"""
pass; pass
a; b;
a = 1
a = b = c
a, b = c
a, = b
(a, b) = c
[a, b] = c
[a, *b], (c, *d) = e
*a, = b
*a, b = c
(a) = 1
((a)) = 1
(a.b) = (c[d]) = 1
() = []
[] = ()
a.b = a[b] = a[b:c] = a().b = a()[b] = 1
a += 1; a -= 1; a *= 1; a @= 1; a /= 1; a %= 1; a &= 1; a |= 1; a ^= 1; a <<= 1; a >>= 1; a **= 1; a //= 1
a.b += 1
a[b] += 1, 2
(a) += 1
a: int
a: int = 1
a: int = b, c
a: int = *b, c
a: (yield)
(a): int = 1
a.b: int
a[b]: int = 1
(a.b): int
del a
del a, b
del a,
del (a), (b, c), [d, e]
del ()
del a.b, a[b], a[b:c]
del (a, b),
assert a
assert a, b
raise
raise a
raise a from b
global_ = 1
import a
import a.b.c
import a as b
import a.b as c, d, e as f
from a import b
from a import b as c, d
from a import (b)
from a import (b, c as d,)
from a import *
from . import a
from .. import a
from ... import a
from .... import a
from .a import b
from ...a.b import c
from . . import a
if a: pass
if a: b
else: c
if a:
    b
elif c:
    d
elif e: f
else:
    g
if a := b: pass
while a: break
while a:
    continue
else:
    b
for a in b: pass
for a, b in c:
    pass
else:
    d
for a, in b: pass
for *a, b in c, d: pass
for (a, b), [c, d] in e: pass
for a.b in c: pass
for a[b] in c: pass
for (a) in b: pass
for a in *b, c: pass
for a().b in c: pass
with a: pass
with a as b: pass
with a as b, c as d: pass
with (a): pass
with (a) as b: pass
with (a, b): pass
with (a, b) as c: pass
with (a as b): pass
with (a as b, c as d,): pass
with (a, b as c): pass
with (a).b as c: pass
with (a, b).c: pass
with (a if b else c): pass
with (yield): pass
with (a for a in b): pass
with a as (b, c): pass
with a as [b, c], d: pass
with a as b.c, d as e[f]: pass
with (a as (b, c), d as [e]): pass
with a, b: pass
with (a := b): pass
with (a := b, c): pass
with (*a, b): pass
with (a) + b: pass
with (a), (b): pass
with (a), b as c: pass
with a as (b): pass
try: pass
except: pass
try:
    a
except b:
    c
except d as e:
    f
except (g, h): i
except:
    j
else:
    k
finally:
    l
try: a
finally: b
try:
    a
except* b:
    c
except *d as e:
    f
else:
    g
finally:
    h
def f(): pass
def f(a): return
def f(a, b=1): return a
def f(a, b=1, *c, d, e=2, **f): return a, b
def f(a, /): pass
def f(a, b=1, /, c=2, *, d, e=3): pass
def f(a=1, /, b=2): pass
def f(a, /, *, b): pass
def f(*, a): pass
def f(*, a=1, b): pass
def f(*a: b, c: d = e, **f: g) -> h: pass
def f(*a: *b): pass
def f(a: int = 1, /, b: str = 2,) -> None: ...
def f(**a,): pass
def f(*a,): pass
def f(*, a,): pass
def f(a, b: c = (yield), *d): pass
async def f(): pass
async def f(a) -> b:
    async with a as b, c: pass
    async with (a as b, c as d): pass
    async for a in b: pass
    else: c
    await a
@a
def f(): pass
@a.b(c)
@d[e]
@(f := g)
@h if i else j
@lambda f: f
async def f(): pass
@a
class A: pass
class A: a = 1; b = 2
class A(): pass
class A(B, *C, metaclass=D, **E): pass
class A(B, C,):
    """doc"""
    x: int = 1

    def f(self):
        nonlocal x, y
        global z
        return super().f()

    # comment
        # strangely indented comment
    class B:
	    pass
if a:
    if b:
        if c:
            pass
    d
e
if a:
	b
	if c:
		d
    # comment with other blanks
if a:\
    pass
for a in b:

    # comment

    c

# comment
    d
def f():
    return
    # trailing comment
x = 1; y = 2 # comment
a; \
b
if x:
   \
   pass
