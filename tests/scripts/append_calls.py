# list.append in its forms: as a method, as a function, bound, overridden, and called wrongly.
# SPDX-License-Identifier: MIT
l=[]
for i in range(10): l.append(i)
print(l)
f=list.append
f(l, 3); print(l)
class L(list):
    def append(self, x): print("own"); super().append(x)
class M(list): pass
m=L(); m.append(1); m=M(); m.append(2); print(m)
g=l.append; g(5); print(l)
for bad in (lambda: l.append(), lambda: l.append(1,2), lambda: f((),1), lambda: list.append(1), lambda: f(l, x=1)):
    try: bad()
    except TypeError as e: print(e)
import sys
x=[]
l.append(x); print(sys.getrefcount(x), sys.getrefcount(l))
l.append(l); print(l)
