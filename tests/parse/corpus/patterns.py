# The match statement and every pattern.
match a:
    case 1: pass
    case -1: pass
    case 1.5 | -2.5: pass
    case 1 + 2j | -1 - 2j | 3j: pass
    case 'a': pass
    case 'a' 'b' | b'c': pass
    case None | True | False: pass
    case b: pass
match a:
    case b.c: pass
    case b.c.d: pass
    case _: pass
match a, b:
    case c, d: pass
    case c,: pass
    case c, *d: pass
    case *c, d: pass
    case *_, c: pass
    case *_,: pass
match (a):
    case (b): pass
match (a, b):
    case (): pass
    case []: pass
    case (b,): pass
    case (b, c): pass
    case [b]: pass
    case [b,]: pass
    case [b, *c, d]: pass
    case ((b)): pass
    case (b | c): pass
    case (1 | 2) as d: pass
    case [1, [2, (3, 4)]]: pass
match *a, b:
    case {}: pass
    case {'a': b}: pass
    case {'a': 1, b.c: d, -1: e, 1+2j: f, None: g, True: h,}: pass
    case {**rest}: pass
    case {'a': 1, **rest}: pass
    case {'a': 1, **rest,}: pass
match a.b(c):
    case A(): pass
    case A.B(): pass
    case A(b): pass
    case A(b,): pass
    case A(b, c=d): pass
    case A(b, 1, c=d, e=2,): pass
    case A(b=c): pass
    case A(b=_, c=(1 | 2) as d): pass
match a:
    case 1 as b: pass
    case A(x=1 as y) as z: pass
    case (1, 2) | [3] as b if b: pass
    case b if b > 1 if c else d: pass
    case b if (c := d): pass
match a := b:
    case 1:
        match c:
            case 2:
                pass
            case _: pass
        d
match -a:
    case match: pass
match match:
    case case: pass
match [a, b]:
    case 1: pass
match {a: b}:
    case 1: pass
match lambda: 1:
    case 1: pass
match not a:
    case 1: pass
match await_:
    case f'a{b}': pass
match a,:
    case 1: pass
match(a):
    case(1): pass
if x:
    match y:
        case 1:
            pass
def match(case): return case
