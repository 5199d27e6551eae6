# Descriptors: data and non-data, __set_name__, order of lookup.
# SPDX-License-Identifier: MIT
class Data:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, obj, owner=None):
        if obj is None:
            return "class access of " + self.name
        return obj.__dict__.get("_" + self.name, "unset")

    def __set__(self, obj, value):
        print("set", self.name, value)
        obj.__dict__["_" + self.name] = value

    def __delete__(self, obj):
        print("delete", self.name)
        obj.__dict__.pop("_" + self.name, None)


class NonData:
    def __get__(self, obj, owner):
        return "nondata", obj is None, owner.__name__


class C:
    d = Data()
    n = NonData()


c = C()
print(C.d, c.d)
c.d = 5
print(c.d, vars(c))
c.__dict__["d"] = "shadowed by data descriptor"
print(c.d)
del c.d
print(c.d, c.n, C.n)
c.n = "instance wins"
print(c.n)


class SetOnly:
    def __set__(self, obj, value):
        obj.__dict__["s"] = value * 2


class S:
    s = SetOnly()


s = S()
print(type(s.s).__name__)
s.s = 4
print(s.s)
try:
    del s.s
except AttributeError as e:
    print(e)


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = name

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        obj.__dict__[self.name] = value


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name, self.age = name, age


print(vars(Person("Ann", 5)))
try:
    Person("Bob", "old")
except TypeError as e:
    print(e)


class Bad:
    def __set_name__(self, owner, name):
        raise ValueError("no name")


try:
    class Fails:
        attr = Bad()
except (ValueError, RuntimeError) as e:
    print(type(e).__name__, e, "|", repr(e.__cause__))


def f(self):
    return self


print(f.__get__(5)(), f.__get__(None, int) is f, type(f.__get__(5)).__name__)
