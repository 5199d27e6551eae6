# What a call says when its arguments do not fit.
# SPDX-License-Identifier: MIT
def none(): pass
def one(a): pass
def two(a, b): pass
def dflt(a, b=1): pass
def star(a, *args): pass
def kwonly(*, k): pass
def kwonly2(*, k, m): pass
def kwdefault(a, *, k=1): pass
def pos(a, b, /, c): pass
def kws(a, **kw): pass
def three(a, b, c): pass
def four(a, b, c, d): pass


class C:
    def m(self, x): pass
    def __init__(self, v=0): pass


calls = ["none(1)", "none(1, 2)", "none(a=1)", "one()", "one(1, 2)", "one(1, a=2)", "one(b=1)", "two()", "two(1)", "two(b=1)",
         "two(1, 2, 3)", "dflt()", "dflt(1, 2, 3)", "dflt(b=1)", "star()", "kwonly()", "kwonly(1)", "kwonly2()", "kwonly(1, k=2)",
         "kwdefault(1, 2)", "kwdefault(1, 2, k=3)", "pos(1, b=2, c=3)", "pos(1, 2)", "pos(a=1, b=2, c=3)", "kws()", "kws(1, a=2)",
         "three()", "three(1)", "four()", "four(1, c=2)", "C(1, 2)", "C().m()", "C().m(1, 2)", "C(w=1)", "C.m()", "one(**{'a': 1, 'b': 2})",
         "one(*[1, 2])", "one(**{1: 2})", "(lambda x: x)()", "len()", "len(1, 2)", "len(obj=[])", "abs()", "isinstance(1)", "int(1, 2, 3)",
         "object(1)", "print(foo=1)", "ord()", "chr()", "[].append()", "[].append(1, 2)", "{}.get()", "''.join()", "range()", "sorted()",
         "[].sort(1)", "{}.pop()", "[].index()", "type()", "getattr(1)", "hasattr(1)", "max()", "min(1)", "sum()", "zip(1)", "map()", "map(len)",
         "divmod(1)", "pow(2)", "round()", "str(1, 2, 3, 4)", "bool(1, 2)", "list(1, 2)", "tuple(1, 2)", "float(1, 2)", "iter()", "next()"]
for call in calls:
    try:
        eval(call)
        print(call, "fine")
    except Exception as e:
        print(call, "|", type(e).__name__, e)
