# getrefcount as lists, tuples, dicts, sets and attributes take and release.
# SPDX-License-Identifier: MIT
import sys
rc = sys.getrefcount
t = object()
log = []


def note():
    log.append(rc(t))


l = [t]; note()
l.append(t); note()
l.insert(0, t); note()
l += [t, t]; note()
l *= 2; note()
l.pop(); note()
del l[0]; note()
l[0] = 0; note()
l[1:3] = []; note()
m = l[:]; note()
m.clear(); note()
n = l + l; note()
del n, m; note()
l.remove(t); note()
l.reverse(); note()
l.sort(key=lambda x: x is t); note()
l = None; note()
u = (t, t, (t,)); note()
v = u; note()
w = u + u; note()
w = u[1:]; note()
del u, v, w; note()
d = {"a": t, t: "b"}; note()
d["a"] = 1; note()
d["c"] = d["d"] = t; note()
e = dict(d); note()
e.update(x=t); note()
d.pop("c"); d.popitem(); note()
del e; note()
d.clear(); note()
d.setdefault(t, t); note()
d = None; note()
s = {t}; note()
s |= {t, 1}; note()
r = s | {2}; note()
r.clear(); s.discard(t); note()


class O:
    pass


o = O(); o.a = o.b = t; note()
o.a = 1; note()
o.__dict__["c"] = t; note()
o = None; note()
O.attr = t; note()
del O.attr; note()
z = list(zip([t], [t])); note()
z = [*[t], *(t,)]; note()
z = {**{"k": t}}; note()
del z; note()
x = [[t] for _ in range(5)]; note()
x = x[0]; note()
del x; note()
print(log)
