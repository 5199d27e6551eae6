# Properties: getter, setter, deleter, inheritance, messages.
# SPDX-License-Identifier: MIT
class Celsius:
    def __init__(self, t):
        self.t = t

    @property
    def fahrenheit(self):
        """In Fahrenheit."""
        return self.t * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, f):
        if f < -459.67:
            raise ValueError("too cold")
        self.t = (f - 32) * 5 / 9

    @fahrenheit.deleter
    def fahrenheit(self):
        print("deleting")
        self.t = None

    @property
    def readonly(self):
        return "r"


c = Celsius(100)
print(c.fahrenheit)
c.fahrenheit = 32
print(c.t, Celsius.fahrenheit.__doc__, type(Celsius.fahrenheit).__name__)
del c.fahrenheit
print(c.t)
for f in (lambda: setattr(c, "fahrenheit", -1000), lambda: setattr(c, "readonly", 1), lambda: delattr(c, "readonly")):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)


class Old:
    def get(self):
        return self._x

    def set(self, v):
        self._x = v
    x = property(get, set, None, "doc of x")


o = Old()
o.x = 5
print(o.x, vars(o), Old.x.__doc__, Old.x.fget is Old.get, Old.x.fdel)
o.__dict__["x"] = "shadow"
print(o.x)


class Sub(Celsius):
    @property
    def readonly(self):
        return "sub " + super().readonly

    @Celsius.fahrenheit.getter
    def fahrenheit(self):
        return "sub getter"


s = Sub(1)
print(s.readonly, s.fahrenheit)
s.fahrenheit = 50
print(s.t)


class Broken:
    @property
    def p(self):
        return self.missing

    write_only = property(None, lambda self, v: print("set", v))


b = Broken()
b.write_only = 3
for name in ("p", "write_only"):
    try:
        getattr(b, name)
    except AttributeError as e:
        print(e)
