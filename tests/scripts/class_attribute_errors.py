# What access to attributes says when it fails.
# SPDX-License-Identifier: MIT
class A:
    cls_attr = 1
    __slots__ = ("s",)

    def m(self):
        pass


class B:
    def m(self):
        pass


a, b = A(), B()
tests = ["a.x", "a.s", "A.x", "b.x", "B.x", "a.x = 1", "b.m.x", "b.m.x = 1", "A.m.x", "del a.s", "del b.x", "del B.x", "del A.m.x",
         "a.cls_attr = 2", "del a.cls_attr", "(1).real = 2", "[].x = 1", "'a'.upper = 1", "int.x", "int.x = 1", "del int.x", "None.x = 1",
         "(lambda: 0).__code__ = 5", "b.__class__ = 5", "b.__class__ = int", "b.__dict__ = 5", "A.__bases__ = ()", "A.__bases__ = (int,)",
         "type.x", "type(a).x", "object().x", "object().x = 1", "print.x", "range(3).start = 1", "slice(1).start = 2", "B.__dict__['x']",
         "B.__dict__['x'] = 1", "super().x", "getattr(a, 5)", "setattr(b, 5, 1)", "hasattr(b, 5)", "getattr(b, 'zz', 'default')", "len.__name__ = 'x'",
         "import sys; sys.no_such", "b.__doc__ = 'd'", "B.__doc__ = 'd'", "int.__doc__ = 'd'", "a.__class__ = B", "Exception().x", "(1, 2).x", "{}.x", "{1}.x", "1.5.x",
         "(x for x in ''). x", "True.x", "B.m()", "B.__name__ = 5", "del B.__name__"]
for test in tests:
    try:
        exec(test)
        print("fine:", test)
    except Exception as e:
        print(test, "|", type(e).__name__, e)
try:
    a.x
except AttributeError as e:
    print(e.name, e.obj is a)
