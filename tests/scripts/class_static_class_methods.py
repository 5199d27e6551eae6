# classmethod and staticmethod, called every way.
# SPDX-License-Identifier: MIT
class A:
    count = 0

    @classmethod
    def make(cls, *args):
        cls.count += 1
        return cls.__name__, args

    @staticmethod
    def add(a, b=10):
        return a + b

    def plain(self):
        return self.make(1), self.add(2)


class B(A):
    @classmethod
    def make(cls, *args):
        return "B:" + super().make(*args)[0], args


print(A.make(), A().make(5), B.make(1, 2), B().plain(), A.add(1), A().add(1, 2))
print(A.count, B.count, type(A.__dict__["make"]).__name__, type(A.__dict__["add"]).__name__)
print(type(A.make).__name__, A.make.__self__ is A, B.make.__self__ is B, type(A.add).__name__)
f = A.make
print(f("bound"))


class C:
    def normal(*args):
        return len(args)
    s = staticmethod(normal)
    c = classmethod(normal)


print(C.normal(), C().normal(), C.s(), C().s(), C.c(), C().c())
print(C.__dict__["s"].__func__ is C.__dict__["normal"], C.__dict__["s"]())


class Registry:
    items = {}

    @classmethod
    def register(cls, name):
        def decorate(f):
            cls.items[name] = f
            return f
        return decorate


@Registry.register("double")
def double(x):
    return 2 * x


print(Registry.items["double"](4), double(5))
try:
    C.__dict__["c"]()
except TypeError as e:
    print(e)
