# Functions are objects: names, docs, attributes, code, equality.
# SPDX-License-Identifier: MIT
def f(a, b=1):
    """The doc of f."""
    return a + b


print(f.__name__, f.__qualname__, f.__doc__, f.__module__, type(f).__name__)
f.extra = 5
print(f.extra, f.__dict__, hasattr(f, "nothing"))
f.__name__ = "renamed"
print(f.__name__, callable(f), f == f, f.__call__(1))


def outer():
    def inner():
        """doc"""
    return inner


print(outer().__qualname__, outer().__doc__, outer() == outer())


class C:
    def m(self):
        return self


c = C()
print(C.m.__qualname__, c.m.__name__, c.m.__self__ is c, c.m.__func__ is C.m, c.m == c.m, c.m is c.m)
print(type(c.m).__name__, c.m() is c, C.m(5))
g = f
del f
print(g(2), g.__defaults__)
table = {"add": lambda a, b: a + b, "neg": lambda a: -a}
print(table["add"](1, 2), table["neg"](5))
print(g.__code__.co_name, g.__code__.co_filename.endswith("func_attributes.py"), g.__code__.co_firstlineno)
try:
    g.__name__ = 5
except TypeError as e:
    print(e)
try:
    len.x = 1
except AttributeError as e:
    print(e)
print(len.__name__, print.__name__, [].append.__name__, type(len).__name__, type([].append).__name__, repr(len))
