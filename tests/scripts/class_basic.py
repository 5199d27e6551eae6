# Classes, instances, attributes, methods, repr of classes.
# SPDX-License-Identifier: MIT
class Point:
    """A point."""
    dimensions = 2

    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def move(self, dx=0, dy=0):
        self.x += dx
        self.y += dy
        return self

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


p = Point(1)
print(p, p.move(2, dy=5), p.x, p.dimensions, Point.dimensions)
p.dimensions = 3
print(p.dimensions, Point.dimensions, Point(0).dimensions)
del p.dimensions
print(p.dimensions, vars(p), p.__dict__ is p.__dict__)
Point.dimensions = 4
print(p.dimensions, Point.__doc__, Point.__name__, Point.__module__, Point.__qualname__)
print(type(p) is Point, p.__class__ is Point, isinstance(p, Point), isinstance(p, object), Point, type(Point))
Point.norm = lambda self: abs(self.x) + abs(self.y)
print(p.norm(), Point.norm(p), Point.__bases__, Point.__base__)
print(sorted(k for k in vars(Point) if not k.startswith("__")))
for f in (lambda: p.nothing, lambda: Point.nothing, lambda: Point(), lambda: Point(1, 2, 3), lambda: p(), lambda: delattr(p, "zz"),
          lambda: setattr(object(), "a", 1), lambda: setattr(int, "a", 1), lambda: p < p, lambda: p + 1, lambda: len(p), lambda: p[0],
          lambda: iter(p), lambda: hash([]), lambda: int(p), lambda: setattr(5, "a", 1), lambda: Point.__init__()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


class Empty:
    pass


e = Empty()
e.a, e.b = 1, 2
print(vars(e), e == e, e == Empty(), e != Empty(), hash(e) == hash(e))
e.__dict__["c"] = 3
print(e.c)
e.__dict__ = {"z": 26}
print(e.z, hasattr(e, "a"))
e.__class__ = Point
print(type(e).__name__, e.move.__name__)
