# Instances hold their class; bound methods hold their instance.
# SPDX-License-Identifier: MIT
import sys
rc = sys.getrefcount


class A:
    def m(self):
        pass


base = rc(A)
many = [A() for _ in range(10)]
print(rc(A) - base)
del many
print(rc(A) - base)
a = A()
start = rc(a)
methods = [a.m for _ in range(5)]
print(rc(a) - start)
methods.clear()
print(rc(a) - start)


class B(A):
    pass


print(rc(A) - base > 0)
none = rc(None)
x = [None] * 1000
print(rc(None) - none)
del x
print(rc(None) - none)
one = rc(1)
y = (1,) * 50
print(rc(1) - one)
del y
true = rc(True)
z = [True, True]
print(rc(True) - true)
s = sys.intern("an_interned_name")
print(rc(s) > 1)
module = rc(sys)
import sys as again
print(rc(sys) - module)
