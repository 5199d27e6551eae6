# The match statement in its main forms.
# SPDX-License-Identifier: MIT
class P:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def f(v):
    match v:
        case 0 | 1:
            return "small"
        case int(n) if n > 100:
            return f"big {n}"
        case "a" | "b" as letter:
            return "letter " + letter
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"from one {rest}"
        case (a, (b, c)):
            return f"nested {a} {b} {c}"
        case {"k": value, **others}:
            return f"dict {value} {others}"
        case P(0, y=yy):
            return f"on the axis {yy}"
        case P(x, y):
            return f"point {x} {y}"
        case None | True:
            return "constant"
        case str():
            return "some text"
        case -1.5:
            return "float"
        case _:
            return "other"


for v in (0, 1, 500, 50, "a", "zz", [], [5], [1, 2, 3], (2, (3, 4)), {"k": 1, "j": 2}, {}, P(0, 7), P(1, 2), None, True, -1.5, (1,), {1}):
    print(f(v))
match 5:
    case 6:
        print("no")
match = "still a name"
print(match)
case = match
print(case)
