# __getitem__, __setitem__, __delitem__, __contains__, __iter__, __len__, __missing__, slices.
# SPDX-License-Identifier: MIT
class Seq:
    def __init__(self, n):
        self.n = n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return "slice", i.start, i.stop, i.step
        if i >= self.n:
            raise IndexError("end")
        return i * i

    def __len__(self):
        return self.n


s = Seq(4)
print(list(s), s[2], s[1:2], s[:], s[::2], s[-1], 9 in s, 5 in s, list(reversed(s)), [*s], max(s), sum(s), tuple(enumerate(s)))
a, b, *c = s
print(a, b, c, list(map(str, s)), dict(zip("abcd", s)), sorted(s, reverse=True))


class Log:
    def __setitem__(self, k, v):
        print("set", k, v)

    def __delitem__(self, k):
        print("del", k)

    def __contains__(self, k):
        print("contains", k)
        return k


log = Log()
log[1] = 2
log["a", "b"] = 3
log[1:2, ...] = 4
del log[5], log[::3]
print(1 in log, 0 in log, "" not in log, [] in log)
for f in (lambda: log[0], lambda: iter(log), lambda: len(log), lambda: Seq(2).__delitem__, lambda: object()[0]):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
for code in ("Seq(1)[0] = 1", "del Seq(1)[0]"):
    try:
        exec(code)
    except TypeError as e:
        print(e)


class Default(dict):
    def __missing__(self, key):
        print("missing", key)
        self[key] = value = key * 2
        return value


d = Default(a=1)
print(d["a"], d["b"], d["b"], d.get("c"), d, "zz" in d)


class OnlyIter:
    def __iter__(self):
        yield from (1, 2, 3)


print(2 in OnlyIter(), 5 in OnlyIter(), list(OnlyIter()), min(OnlyIter()))


class NoIter(OnlyIter):
    __iter__ = None
    __contains__ = None


for f in (lambda: iter(NoIter()), lambda: 1 in NoIter()):
    try:
        f()
    except TypeError as e:
        print(e)
