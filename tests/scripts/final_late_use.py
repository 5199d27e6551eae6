# What a collection has already cleared can be met by a finalizer that runs in the middle of it: everything
# must still work, or say why not.
# SPDX-License-Identifier: MIT
import types

from _late_use import *

meet("function", function, repr, lambda f: f.__name__, lambda f: f.__code__, lambda f: setattr(f, "x", 1), lambda f: f.__get__(1))
meet("method", method, lambda m: m(), repr, lambda m: m.__self__, hash, lambda m: m == m, lambda m: m.__name__, lambda m: m.__func__)
meet("generator", generator, repr, list, lambda g: g.close())
meet("started generator", started, repr, next, list)
meet("class", kind, repr, lambda k: k.__name__, lambda k: k.__mro__, lambda k: k.attribute, lambda k: isinstance(1, k))
meet("class, made", kind, lambda k: k(), lambda k: k.__subclasses__(), lambda k: k.mro(), lambda k: k.__bases__)
meet("cell", cell, repr, lambda c: c.cell_contents)
meet("list", lambda t: [1, t, 3], len, lambda x: x.append(1))
meet("dict", lambda t: {1: t}, len, lambda x: x.update(a=1))
meet("set", lambda t: {t}, len, lambda x: x.add(1))
meet("own list", own_list, len, lambda x: x.attribute, lambda x: x.append(1))
meet("slotted", slotted, repr, lambda x: x.a, lambda x: x.b, lambda x: setattr(x, "a", 1))
meet("classmethod", lambda t: classmethod(t), lambda s: s.__func__, lambda s: s.__get__(1))
meet("map over it", lambda t: map(str, [t]), list)
meet("filter", lambda t: filter(None, [t]), list)
meet("zip", lambda t: zip([t], [1]), list)
meet("enumerate", lambda t: enumerate([t]), list)
meet("reversed", lambda t: reversed([t]), list)
meet("iterator of a list", lambda t: iter([t]), list, lambda i: i.__length_hint__())
meet("items of a dict", lambda t: {1: t}.items(), len, list)
meet("mapping proxy", lambda t: types.MappingProxyType({1: t}), len, lambda p: p[1], repr)
