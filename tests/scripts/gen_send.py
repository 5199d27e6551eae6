# send: values in and out.
# SPDX-License-Identifier: MIT
def echo():
    received = None
    while True:
        received = yield received
        if received == "stop":
            return "stopped"


g = echo()
print(next(g), g.send(1), g.send("two"), next(g))
try:
    g.send("stop")
except StopIteration as e:
    print(e.value)


def average():
    total, n = 0, 0
    mean = None
    while True:
        mean = (total := total + (yield mean)) / (n := n + 1)


a = average()
next(a)
print(a.send(10), a.send(20), a.send(33))
try:
    echo().send(5)
except TypeError as e:
    print(e)
print(echo().send(None))


def params():
    x = yield 1
    y = (yield x) + 1
    z = [(yield y), (yield "second")]
    return z


p = params()
print(next(p), p.send(10), p.send(20), p.send("a"))
try:
    p.send("b")
except StopIteration as e:
    print(e.value)


def busy():
    try:
        g2.send(1)
    except ValueError as e:
        yield str(e)


g2 = busy()
print(next(g2))
g3 = (x for x in range(2))
print(next(g3), g3.send("ignored"))
