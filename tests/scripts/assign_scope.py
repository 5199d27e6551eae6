# global and nonlocal, and names that are local because they are assigned.
# SPDX-License-Identifier: MIT
x = "global"


def reads():
    return x


def shadows():
    x = "local"
    return x


def writes():
    global x
    x = "changed"


print(reads(), shadows(), x)
writes()
print(x)


def unbound():
    try:
        print(x)
    except UnboundLocalError as e:
        print(e)
    x = 1


unbound()


def outer():
    n = 0

    def inc():
        nonlocal n
        n += 1
        def deeper():
            nonlocal n
            n += 10
        deeper()
        return n
    inc()
    return inc(), n


print(outer())


def make():
    global made, Made
    def made():
        return "made"
    class Made:
        pass


make()
print(made(), Made.__name__, Made.__qualname__, made.__qualname__)


class C:
    x = "class"
    y = [x for _ in range(1)]

    def method(self):
        return x


print(C.y, C().method(), C.x)
for code in ("def f():\n x = 1\n global x", "def f(a):\n global a", "def f():\n nonlocal x", "nonlocal x",
             "def f():\n print(y)\n global y", "def f(a):\n nonlocal a"):
    try:
        compile(code, "<t>", "exec")
        print("fine")
    except SyntaxError as e:
        print(e.msg, e.lineno)
