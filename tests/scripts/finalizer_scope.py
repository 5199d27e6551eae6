# __del__ at the end of scopes, at rebinding, in containers; the order of locals.
# SPDX-License-Identifier: MIT
class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

    def __repr__(self):
        return self.name


def f():
    a, b, c = D("a"), D("b"), D("c")
    print("end of f")


f()


def g():
    a = D("returned")
    b = D("left")
    return a


x = g()
print("have", x)
x = D("second")
print("rebound")
x = None
[D("temporary"), D("temporary 2")]
print("list dropped")
D("alone")
l = [D("l%d" % i) for i in range(3)]
l[1] = None
l.clear()
print("cleared")
d = {i: D("d%d" % i) for i in range(3)}
del d
s = {D("in set")}
s.pop()
t = (D("t1"), (D("t2"),))
t = None


def args(*a, **k):
    print("inside")


args(D("arg"), k=D("kwarg"))
print("after call")


def loop():
    for i in range(3):
        v = D("v%d" % i)
        print("body", i)


loop()


def early():
    v = D("early")
    if v:
        return "value"


print(early())


def deleted():
    v = D("deleted")
    del v
    print("still in function")


deleted()
print((lambda v: "lambda result")(D("lambda")))
for v in (D("x1"), D("x2")):
    print("loop", v)
print("loop over")
del v
print([w.name for w in [D("c1"), D("c2")]])
x = D("last of all")
