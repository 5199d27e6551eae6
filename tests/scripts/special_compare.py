# Rich comparison methods, defaults and their mirror images.
# SPDX-License-Identifier: MIT
class V:
    def __init__(self, n):
        self.n = n

    def __lt__(self, o):
        print("lt", end=" ")
        return self.n < o.n

    def __le__(self, o):
        print("le", end=" ")
        return self.n <= o.n

    def __eq__(self, o):
        print("eq", end=" ")
        return self.n == o.n

    def __repr__(self):
        return "V%d" % self.n


a, b = V(1), V(2)
print(a < b, a > b, a <= b, a >= b, a == b, a != b)
print(sorted([V(3), V(1), V(2)]), max(V(1), V(5)), min([V(4), V(2)]))
print(V(2) in [V(1), V(2)], [V(1), V(2)].index(V(2)), [V(1)] == [V(1)], [V(1)] < [V(2)], (V(1), V(2)) == (V(1), V(3)))


class Ne:
    def __ne__(self, o):
        return "custom ne"

    def __gt__(self, o):
        return "custom gt"


print(Ne() != 1, Ne() == 1, Ne() > 1, 1 < Ne())
try:
    Ne() < 1
except TypeError as e:
    print(e)


class Truthy:
    def __eq__(self, o):
        return "yes"

    def __lt__(self, o):
        return []


print(Truthy() == 1, Truthy() != 1, Truthy() < 1, 1 in [Truthy()], not (Truthy() < 1), 1 < 2 < Truthy() if False else "-")


class Bad:
    def __eq__(self, o):
        raise RuntimeError("compare")


for f in (lambda: Bad() == 1, lambda: 1 in [Bad()], lambda: [Bad()] == [1], lambda: {1: Bad()} == {1: 2}, lambda: [1, 2].index(Bad())):
    try:
        f()
    except RuntimeError as e:
        print("RuntimeError", e)
bad = Bad()
print(bad in [bad], [bad] == [bad], [bad, 1].index(bad))
print(sorted([(1, "b"), (1, "a"), (0, "z")]), sorted("bca"), sorted([True, 0, 2.5, -1]))
try:
    sorted([1, "a", None])
except TypeError as e:
    print(e)
