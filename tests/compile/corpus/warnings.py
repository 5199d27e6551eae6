# Valid programs that deserve a SyntaxWarning, and some beside them that do not.
x = 1
if x is 1: pass
if x is not "a": pass
if 1 is x is ...: pass
if x is (): pass
if x is None or x is True: pass
assert (x, "msg")
"abc"(1)
"abc"(1)[2]
1(2)
(1, 2)(3)
[1](2)
{}(1)
{1}(1)
{1: 2}(2)
(lambda: 1)["a"]
f"a"(1)
[i for i in x](1)
[1, 2]["a"]
[1, 2][1, 2]
(1, 2)[1.5]
"abc"["d"]
"abc"[None]
"abc"[(1, 2)]
"abc"[x]
"abc"[True]
b"a"[1.0]
{1}[2]
(i for i in x)[1]
(i for i in x)(1)
None[1]
1[2]
1.5["a"]
{i for i in x}[0]
{1:2 for i in x}[0]
{1:2}["a"]
[1](2)
"\d"
b"\d"
f"\d {x}"
(lambda: 0) is x
x is -1
x is (1, 2)
x is [1]
1 is 2
(
 x is
   1)
None(1)
...(1)
True[1]
"abc"[f"a"]
[1][{1}]
"abc"[lambda: 1]
def f():
    try: pass
    finally:
        x is 1
    while x is 1: pass
x = not x is 1
y = not (x is not 'a')
assert ()
assert (x,), "msg"
assert (1, 2)
if x is 1 or x is (1 if x else 2): pass
while x is "a" is y: pass
[1][x] = 2
[1]["a"] += 2
"a".b(1)
(1 + 2)(3)
("a" "b")(1)
[1][1:2]
"abc"[1:"b"]
(lambda: 1)(2)
class C:
    def f(self, a="x" is 1): pass
    @(1)(2)
    def g(self): return [a is 1 for a in self]
print(__debug__ is 1, __debug__ is True)
match x:
    case 1 if x is 1: pass
