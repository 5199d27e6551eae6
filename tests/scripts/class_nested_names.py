# Qualified names and reprs that show them.
# SPDX-License-Identifier: MIT
class Outer:
    class Inner:
        def method(self):
            def local():
                pass
            return local

    def make(self):
        class Made:
            pass
        return Made


print(Outer.Inner, Outer.Inner.__qualname__, Outer.Inner.__name__)
print(Outer.Inner().method().__qualname__, Outer().make().__qualname__)
print(Outer().make(), (lambda: 0).__qualname__, [lambda: 0][0].__name__)
print(repr(Outer.Inner().method())[:50], repr(Outer())[:27], repr(Outer().make)[:36])


class Named:
    __qualname__ = "Something.Else"


print(Named, Named.__name__, Named.__qualname__)
Named.__name__ = "Renamed"
Named.__qualname__ = "Renamed"
print(Named, int, type, list, type(None), type(...), type(NotImplemented), Exception, None, ..., NotImplemented)
print(type(len), type(lambda: 0), type(Outer), type(Outer().make), type(iter([])), type(x for x in ""), type({}.keys()))
print(type([].append), type(str.upper), type(iter("")), type(iter({})), type(iter(())), type(iter(range(1))), type(zip()), type(super(Outer, Outer())))
print(type(enumerate([])), type(map(len, [])), type(reversed([])), type(property()), type(slice(1)), type(object()), type(iter(set())))


def f():
    class C:
        def g(self):
            return [h for h in (lambda: 0,)][0]
    return C().g()


print(f().__qualname__)
for bad in (5, None):
    try:
        Named.__name__ = bad
    except TypeError as e:
        print(e)
