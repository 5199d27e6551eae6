# __init_subclass__, __class_getitem__, __subclasses__, __new__.
# SPDX-License-Identifier: MIT
class Plugin:
    registry = []

    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        cls.registry.append((cls.__name__, name))


class One(Plugin, name="first"):
    pass


class Two(One):
    pass


print(Plugin.registry, [c.__name__ for c in Plugin.__subclasses__()])
try:
    class Bad(Plugin, wrong=1):
        pass
except TypeError as e:
    print(e)
try:
    class Plain(wrong=1):
        pass
except TypeError as e:
    print(e)


class Generic:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


print(Generic[5], Generic["a", "b"])


class Counted:
    made = 0

    def __new__(cls, *args):
        cls.made += 1
        self = super().__new__(cls)
        self.order = cls.made
        return self

    def __init__(self, *args):
        self.args = args


print(Counted(1).order, Counted(2, 3).args, Counted.made)


class Odd:
    def __new__(cls):
        return "not an Odd"

    def __init__(self):
        print("never called")


print(Odd())


class T(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b, a + b))

    @property
    def total(self):
        return self[2]


print(T(1, 2), T(1, 2).total, len(T(3, 4)), T(1, 2) == (1, 2, 3))


class Positive(int):
    def __new__(cls, v):
        if v < 0:
            raise ValueError("negative")
        return super().__new__(cls, v)


try:
    print(Positive(5), Positive(-5))
except ValueError as e:
    print(e)


class Init:
    def __init__(self):
        return 5


for f in (Init, lambda: object.__new__(), lambda: object.__new__(5), lambda: object.__new__(int), lambda: object(1), lambda: Generic(1),
          lambda: int[0], lambda: Counted[0]):
    try:
        print(f())
    except TypeError as e:
        print(e)
