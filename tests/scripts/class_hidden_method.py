# An instance's own attribute goes before the method of its class, whoever called that method before.
# SPDX-License-Identifier: MIT
class H:
    def m(self): return "method"
a, b = H(), H()
b.m = lambda: "own"
for i in range(5):
    print([h.m() for h in (a, b)])


class Late:
    def m(self):
        return "method"

    def n(self):
        return self.m()


items = [Late() for _ in range(4)]
for item in items:
    print(item.n(), item.n())
items[2].m = lambda: "own"
print([item.n() for item in items for _ in range(3)])
del items[2].m
print([item.n() for item in items for _ in range(3)])
Late.m = lambda self: "another method"
print([item.n() for item in items for _ in range(3)])
items[0].__dict__["m"] = lambda: "in the dict"
print([item.n() for item in items for _ in range(3)])
