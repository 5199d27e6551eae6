# Special methods of sequences, called by name.
# SPDX-License-Identifier: MIT
for kind in (str, bytes, list, tuple, range, dict, set):
    print(kind.__name__, [name for name in ("__add__", "__radd__", "__iadd__", "__mul__", "__rmul__", "__imul__")
                          if hasattr(kind, name)])


class Text(str):
    def __add__(self, other):
        return super().__add__(other)

    def __radd__(self, other):
        return "radd", other


class List(list):
    pass


class Right:
    def __radd__(self, other):
        return "right"

    def __rmul__(self, other):
        return "rmul"


for call in (
    lambda: "a".__add__(1), lambda: b"a".__add__(1), lambda: [].__add__(1), lambda: ().__add__(1),
    lambda: "a".__mul__("b"), lambda: [1].__mul__(1.5), lambda: (1,).__rmul__(None), lambda: b"".__rmul__("x"),
    lambda: "a".__add__("b"), lambda: [1].__mul__(2), lambda: (1,).__rmul__(2), lambda: Text("a") + "b",
    lambda: Text("a") + 1, lambda: 1 + Text("a"), lambda: "x" + Text("a"), lambda: List([1]) + List([2]),
    lambda: "a" + Right(), lambda: [] + Right(), lambda: "a" * Right(), lambda: Text("a") + Right(),
    lambda: (1).__add__("a"), lambda: (1.5).__mul__("a"), lambda: "a".__mod__(1), lambda: {1}.__or__([1]),
    lambda: {}.__or__([1]), lambda: List().__add__(()), lambda: (1).__radd__("a"), lambda: "".__rmod__(1),
):
    try:
        print(call())
    except TypeError as error:
        print(error)
