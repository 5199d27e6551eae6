# Annotations are evaluated and kept at module and class level.
# SPDX-License-Identifier: MIT
x: int = 5
y: "text"
z: list = [1]
print(x, z, __annotations__)


class C:
    a: int
    b: str = "b"
    c: 1 + 1 = 3


print(C.__annotations__, C.b, C.c, hasattr(C, "a"))


def f(a: int, b: "str" = "x", *args: float, k: list = None, **kw: dict) -> bool:
    local: undefined_name = 1
    return local


print(f(1), f.__annotations__)
try:
    y
except NameError as e:
    print(e)
(w): int = 4
print("w" in __annotations__, w)
o = C()
o.attr: int = 7
d = {}
d["k"]: int = 8
print(o.attr, d)
for code in ("a, b: int = 1, 2", "[a]: int", "f(): int = 1"):
    try:
        compile(code, "<t>", "exec")
    except SyntaxError as e:
        print(e.msg)
