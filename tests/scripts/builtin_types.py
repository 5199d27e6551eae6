# isinstance, issubclass, type, callable, id, hash, getattr and friends, vars, dir.
# SPDX-License-Identifier: MIT
class A:
    x = 1

    def __init__(self):
        self.y = 2


class B(A):
    pass


b = B()
print(isinstance(b, A), isinstance(b, (int, A)), isinstance(5, int | str), issubclass(B, A), issubclass(B, (str, A)), isinstance(True, int), type(b) is B, type(type), isinstance(B, type), isinstance(None, type(None)))
print(getattr(b, "y"), getattr(b, "z", "dflt"), hasattr(b, "x"), hasattr(b, "q"), setattr(b, "q", 5), b.q, delattr(b, "q"), hasattr(b, "q"), vars(b), callable(B), callable(b), callable(len), callable(lambda: 0))
print([n for n in dir(b) if n[0] != "_"], [n for n in dir(B) if n[0] != "_"], "__init__" in dir(b), id(b) == id(b), hash("a") == hash("a"), hash(1.0) == hash(1), type("X", (A,), {"z": 3})().z)
print(divmod(17, 5), divmod(-17, 5), pow(2, 5), pow(2, 5, 7), round(2.567, 2), round(7.5), round(8.5), round(-1.5), bin(10), hex(255), oct(8), bin(-5), chr(65), ord("A"), ascii("é"), repr("a"), format(255, "x"))
print(list(iter(lambda it=iter([1, 2, 0]): next(it), 0)), next(iter("a")), next(iter([]), "d"), int("7"), bool(""), slice(3), object is not None, type(object()).__name__)
for f in (lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: issubclass(int, 5), lambda: getattr(b, "nope"), lambda: getattr(b), lambda: setattr(b, 1, 2), lambda: delattr(b, "nope"), lambda: vars(5), lambda: type(1, 2), lambda: type("A", 5, {}), lambda: type(5, (), {}), lambda: hash([]), lambda: divmod(1, "a"), lambda: ord("ab"), lambda: bin(1.5), lambda: round("a"), lambda: isinstance(1, (int, 5)), lambda: isinstance("a", (int, 5)), lambda: callable(), lambda: pow("a", 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
