# break and continue through try, with and nested loops; return from inside.
# SPDX-License-Identifier: MIT
class W:
    def __init__(self, n):
        self.n = n

    def __enter__(self):
        print("enter", self.n)
        return self

    def __exit__(self, *exc):
        print("exit", self.n, exc[0] and exc[0].__name__)


def f():
    for i in range(3):
        try:
            if i == 0:
                continue
            with W(i):
                if i == 1:
                    continue
                for j in range(3):
                    try:
                        if j == 1:
                            return "returned %d %d" % (i, j)
                    finally:
                        print("inner finally", j)
        finally:
            print("finally", i)
    return "fell out"


print(f())


def g():
    while True:
        try:
            try:
                break
            finally:
                print("one")
        finally:
            print("two")
    return "done"


print(g())


def h():
    for x in range(5):
        try:
            raise ValueError(x)
        except ValueError as e:
            if e.args[0] < 3:
                continue
            break
        finally:
            print("h", x)
    else:
        print("no break")
    return x


print(h())


def k():
    with W("a"), W("b"):
        return "from with"


print(k())
