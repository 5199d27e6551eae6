# Instances with a dict, methods and operators: vectors that are made by each operation.
# SPDX-License-Identifier: MIT
class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z


class Body:
    def __init__(self, n):
        self.place = Vector(n * 0.5, n * 0.25, n * 0.125)
        self.speed = Vector(1.0, -0.5, 0.25)

    def move(self, time):
        self.place = self.place + self.speed * time


bodies = [Body(n) for n in range(2000)]
for turn in range(400):
    for body in bodies:
        body.move(0.125)
print(sum([body.place.dot(body.speed) for body in bodies]))
