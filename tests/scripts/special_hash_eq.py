# __eq__ and __hash__ together: dicts, sets, lookups, unhashable classes.
# SPDX-License-Identifier: MIT
class Key:
    def __init__(self, v, h=None):
        self.v, self.h = v, h

    def __eq__(self, other):
        return isinstance(other, Key) and self.v == other.v

    def __hash__(self):
        return self.h if self.h is not None else hash(self.v)

    def __repr__(self):
        return f"Key({self.v})"


d = {Key(1): "one", Key(2): "two"}
print(d[Key(1)], Key(2) in d, Key(3) in d, {Key(1), Key(1), Key(2)}, len({Key(i, 5) for i in range(10)}))
d[Key(1)] = "uno"
print(d)
same = [Key(i, 1) for i in range(5)]
s = set(same)
s.discard(Key(3, 1))
print(Key(3, 1) in s, Key(4, 1) in s, len(s))


class NoHash:
    def __eq__(self, other):
        return True


class Explicit:
    __hash__ = None


class Inherits(Key):
    pass


class Loses(Key):
    def __eq__(self, o):
        return False


print(hash(Inherits(1)) == hash(Key(1)), NoHash.__hash__, Loses.__hash__)
for cls in (NoHash, Explicit):
    for use in (hash, lambda x: {x}, lambda x: {x: 1}, lambda x: x in {1}):
        try:
            use(cls())
        except TypeError as e:
            print(e)
print(hash(1) == hash(1.0) == hash(True), hash(0) == hash(0.0) == hash(-0.0) == hash(False), hash("a") == hash("a"), hash((1, 2)) == hash((1.0, 2)))
print(hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61), hash(10 ** 30), hash(0.5), hash(1e300), hash(float("inf")), hash(-float("inf")))
print(hash((1, 2, 3)), hash(()), hash((0,)), hash(((),)), hash(-(2 ** 61)), hash(1.5), hash(-3.25), hash(None) == hash(None))


class Big:
    def __hash__(self):
        return 2 ** 100


print(hash(Big()), hash(Big()) == hash(2 ** 100))


class EqRaises:
    def __hash__(self):
        return 1

    def __eq__(self, o):
        raise ValueError("eq")


try:
    {EqRaises(): 1, EqRaises(): 2}
except ValueError as e:
    print("ValueError", e)
nan = float("nan")
print(nan in {nan}, {nan: 1}[nan], len({float("nan"), float("nan")}))
