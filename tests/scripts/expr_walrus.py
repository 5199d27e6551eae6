# Assignment expressions and where they bind.
# SPDX-License-Identifier: MIT
if (n := len("hello")) > 3:
    print("long", n)
print([y := 1, y ** 2, y + 2], y)
data = [1, 2, 3, 4]
print([square for x in data if (square := x * x) > 4], square)


def first_even(items):
    if any((found := x) % 2 == 0 for x in items):
        return found
    return None


print(first_even([3, 5, 8, 9]), first_even([1]))
lines = iter(["a", "b", "", "c"])
while line := next(lines):
    print("line", line)
print((a := 1, b := a + 1), a, b)
x = (y := 5) + (z := 6)
print(x, y, z)
print(f"{(w := 7)} {w}")


def scope():
    global g
    values = [(g := i) for i in range(3)]
    return values


print(scope(), g)
for source in ("x := 1", "(x.y := 1)", "[i := 0 for i in range(3)]", "(lambda: (a := 1))\n(b[0] := 2)"):
    try:
        compile(source, "<test>", "exec")
        print("fine", source)
    except SyntaxError as e:
        print(e.msg)
