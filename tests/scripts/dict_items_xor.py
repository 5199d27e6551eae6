# items() ^ items(): what is left, and in which order it was put together.
# SPDX-License-Identifier: MIT
a = {"a": 0, "b": [1], 0: "c", 1: 2, 3: 4}
b = {0: "a", 1: 2, "b": [1], "c": 0, "d": 1, "e": 2}
for x, y in (({"x": 1, "y": 2}, {"y": 2, "z": 3}), ({0: "a"}, {"a": 0, "b": 0, "c": 0, 1: 2, 3: 4}), ({}, {}),
             ({"k": 1}, {"k": 2}), ({1: 1, 2: 2}, {1.0: True}), ({i: i for i in range(9)}, {i: 0 for i in range(12)})):
    print(x.items() ^ y.items(), y.items() ^ x.items(), x.keys() ^ y.keys(), x.items() ^ list(y.items()))
try:
    print(a.items() ^ b.items())
    print({1: []}.items() ^ {1: {}}.items())
except TypeError as error:
    print(error)


class Bad:
    def __eq__(self, other):
        raise ValueError("compared")

    __hash__ = None


try:
    {1: Bad()}.items() ^ {1: 2}.items()
except ValueError as error:
    print(error)
