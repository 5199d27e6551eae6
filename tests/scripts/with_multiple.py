# with: several managers, parenthesized, targets, failing enter and exit, suppression order.
# SPDX-License-Identifier: MIT
class M:
    def __init__(self, name, fail=None, suppress=False):
        self.name, self.fail, self.suppress = name, fail, suppress

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise ValueError("enter " + self.name)
        return self.name

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is not None)
        if self.fail == "exit":
            raise KeyError("exit " + self.name)
        return self.suppress


def run(f):
    try:
        print(f())
    except Exception as e:
        print("out", type(e).__name__, e, "context", repr(e.__context__))


def two():
    with M("a") as a, M("b") as b:
        print(a, b)


def parens():
    with (M("a") as a, M("b"),):
        return a


def second_fails():
    with M("a"), M("b", "enter"):
        print("never")


def exit_fails():
    with M("a"), M("b", "exit"):
        print("body")


def both_fail():
    with M("a"), M("b", "exit"):
        raise TypeError("body")


def suppressed():
    with M("a"), M("b", suppress=True):
        raise TypeError("body")
    return "after"


def outer_suppresses():
    with M("a", suppress=True), M("b", "exit"):
        raise TypeError("body")
    return "after"


def targets():
    d = {}
    with M("x") as d["k"], M("yz") as (p, q):
        pass
    return d, p, q


def loop():
    for i in range(2):
        with M(str(i)):
            if i == 0:
                continue
            break
    return i


for f in (two, parens, second_fails, exit_fails, both_fail, suppressed, outer_suppresses, targets, loop):
    print("--", f.__name__)
    run(f)
