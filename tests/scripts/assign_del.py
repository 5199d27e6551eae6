# del of names, items, slices, attributes, and what it says of what is not there.
# SPDX-License-Identifier: MIT
x = 1
del x
try:
    x
except NameError as e:
    print(e, e.name)
a, b, c = 1, 2, 3
del a, (b, [c])
print([n for n in "abc" if n in globals()])
lst = list(range(10))
del lst[0], lst[-1]
print(lst)
del lst[2:4]
print(lst)
del lst[::2]
print(lst)
del lst[:]
print(lst)
d = {"a": 1, "b": 2}
del d["a"]
print(d)


class O:
    shared = 1


o = O()
o.own = 2
del o.own
for code in ("del o.own", "del o.shared", "del d['zz']", "del lst[0]", "del nothing", "del (1, 2)[0]", "del 'abc'[0]",
             "del O.missing", "del d", "del lst['a']"):
    try:
        exec(code)
        print("fine", code)
    except Exception as e:
        print(type(e).__name__, e)


def f():
    y = 1
    del y
    try:
        print(y)
    except UnboundLocalError as e:
        print(type(e).__name__, e)


f()


def g():
    z = 1

    def inner():
        return z
    del z
    try:
        inner()
    except NameError as e:
        print(e)


g()
for i in range(2):
    pass
del i
print("i" in globals())
