# Deep chains through every kind of container are destroyed without deep C stack.
# SPDX-License-Identifier: MIT
class Node:
    def __init__(self, next):
        self.next = next


class Slot:
    __slots__ = "next"

    def __init__(self, next):
        self.next = next


def chain(n, wrap):
    x = None
    for _ in range(n):
        x = wrap(x)
    del x


n = 50_000
for name, wrap in (("tuple", lambda x: (x,)), ("dict", lambda x: {"k": x}), ("instance", Node), ("slots", Slot), ("mixed", lambda x: [({"k": x},)]), ("set", lambda x: [frozenset([id(x)]), x]),
                   ("closure", lambda x: (lambda: x)), ("default", lambda x: (lambda y=x: y)), ("iterator", lambda x: iter([x])), ("generator", lambda x: (y for y in [x])), ("method", lambda x: Node(x).__init__)):
    chain(n, wrap)
    print(name, "fine")
e = None
for i in range(20_000):
    f = ValueError(i)
    f.__context__ = e
    e = f
del e, f
print("exceptions", "fine")


class D:
    count = 0

    def __init__(self, next):
        self.next = next

    def __del__(self):
        D.count += 1


chain(20_000, D)
print("with finalizers", D.count)
