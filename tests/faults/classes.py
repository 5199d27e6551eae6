# Allocation failure in classes: inheritance, super(), properties, special methods.
# SPDX-License-Identifier: MIT
class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"

    @property
    def area(self):
        return 0


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    @property
    def area(self):
        return self.side ** 2

    def __add__(self, other):
        return Square(self.side + other.side)

    def __eq__(self, other):
        return self.side == other.side


print(Square(300) + Square(500), Square(400).area, Square(2) == Square(2), Shape.count)
