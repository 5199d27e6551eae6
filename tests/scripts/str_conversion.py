# str(), encode/decode free: conversions of everything to text.
# SPDX-License-Identifier: MIT
class A:
    def __repr__(self):
        return "A()"


class B(A):
    def __str__(self):
        return "b text"


print(str(), str(5), str(1.5), str(None), str([1, "a"]), str((1,)), str({}), str({"a": [1]}), str({1}), str(set()), str(range(3)), str(slice(1, 2)), str(A()), str(B()), repr(B()), str([B()]), str(True), str(...))
print([1, [2, [3, []]]], (1, (2,), ()), {"a": {"b": {}}}, [None, True, 1.0, "s"], {(1, 2): [3]}, [{1}, {2: {3}}])
a = [1]
a.append(a)
d = {}
d["self"] = d
t = ([],)
t[0].append(t)
print(a, d, t, [a, a])
print(str(Exception("x")), str(KeyError("k")), repr(Exception("x", 1)), str(type), str(int), str(len), str(str.upper)[:24], repr(print))
print(str(object=5), len(str(10 ** 100)), str("already"), str("abc") is not None, bool(str(0)))
for f in (lambda: str(5, "utf-8"), lambda: str("a", "b"), lambda: str(1, 2, 3, 4), lambda: str(x=5)):
    try:
        print(f())
    except TypeError as e:
        print(e)
