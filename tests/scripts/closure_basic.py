# Closures: capture by variable, shared cells, loops, nesting.
# SPDX-License-Identifier: MIT
def adder(n):
    def add(x):
        return x + n
    return add


print(adder(1)(2), adder(10)(2))
fs = []
for i in range(3):
    def f():
        return i
    fs.append(f)
print([f() for f in fs])


def account(balance):
    def deposit(x):
        nonlocal balance
        balance += x
        return balance

    def get():
        return balance
    return deposit, get


deposit, get = account(10)
deposit(5)
print(get(), deposit.__closure__[0].cell_contents)


def a():
    x = 1
    def b():
        y = 2
        def c():
            z = 3
            return x, y, z
        return c
    return b


print(a()()())


def late():
    def inner():
        return value
    value = "set later"
    return inner()


print(late())


def unset():
    def inner():
        return value
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    value = 1


unset()
print(adder(1).__code__.co_freevars, adder.__code__.co_cellvars, adder.__closure__)


def param(x):
    def inner():
        nonlocal x
        x += 1
        return x
    inner()
    return x, inner()


print(param(1))


def empty_cell():
    def f():
        return x
    if False:
        x = 1
    return f


try:
    empty_cell().__closure__[0].cell_contents
except ValueError as e:
    print(e)
