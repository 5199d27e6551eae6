# Name mangling.
# SPDX-License-Identifier: MIT
class A:
    __secret = 1

    def __init__(self):
        self.__x = 2
        self.__ends__ = 3
        self._single = 4

    def __hidden(self):
        return "hidden " + str(self.__x)

    def call(self):
        return self.__hidden(), A.__secret, self.__secret

    def local(self):
        __v = 5
        return [__v for _ in "a"], (lambda __p: __p)(6)

    def kw(self, *, __k=7):
        return __k


class B(A):
    def __hidden(self):
        return "B hidden"

    def both(self):
        return self.__hidden(), self._A__hidden()


a = A()
print(sorted(vars(a)), a.call(), a.local(), a.kw(), a.kw(_A__k=8))
print(B().both(), A._A__secret)
try:
    a.__x
except AttributeError as e:
    print(e)
try:
    a.__secret
except AttributeError as e:
    print(e)


class _Under:
    __n = 1


class __:
    __n = 2


print(_Under._Under__n, sorted(k for k in vars(__) if k.endswith("__n")))


class Outer:
    class Inner:
        __z = 3

    def m(self):
        class Local:
            __q = 4
        return [k for k in vars(Local) if k.endswith("__q")]


print(Outer.Inner._Inner__z, Outer().m(), getattr(a, "_A__x"))
