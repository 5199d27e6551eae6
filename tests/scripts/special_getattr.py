# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__.
# SPDX-License-Identifier: MIT
class A:
    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        print("getattr", name)
        if name.startswith("x"):
            return name.upper()
        raise AttributeError(name)

    def __setattr__(self, name, value):
        print("setattr", name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("delattr", name)
        object.__delattr__(self, name)

    def __dir__(self):
        return ["b", "a"]


a = A()
print(a.real, a.xyz, hasattr(a, "q"), getattr(a, "q", "default"), hasattr(a, "x"), dir(a))
a.real = 2
del a.real
try:
    a.real
except AttributeError as e:
    print(e)
try:
    del a.real
except AttributeError as e:
    print(e)


class G:
    y = 5

    def __getattribute__(self, name):
        print("getattribute", name)
        if name == "secret":
            raise AttributeError("hidden")
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return "fallback for " + name

    def m(self):
        return self.y


g = G()
print(g.y, g.m(), g.secret, g.nothing)


class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        setattr(self._target, name, value)


class T:
    pass


t = T()
p = Proxy(t)
p.v = 9
print(t.v, p.v, vars(t), vars(p) == {"_target": t})


class PropError:
    @property
    def p(self):
        raise AttributeError("from property")

    def __getattr__(self, name):
        return "getattr got " + name


print(PropError().p)


class Special:
    def __getattr__(self, name):
        return lambda *a: 5


try:
    len(Special())
except TypeError as e:
    print(e)
print(Special().__len__())
