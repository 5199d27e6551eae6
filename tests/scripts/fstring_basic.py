# f-strings: expressions, conversions, specs, nesting, =, escapes.
# SPDX-License-Identifier: MIT
x, name, pi = 42, "world", 3.14159265
print(f"hello {name}", f"{x}", f"{x + 1}", f"{x * 2:>6}|", f"{pi:.2f}", f"{x:#x}", f"{name!r}", f"{name!s:>8}|", f"{name!r:^12}|", f"{'é'!a}")
print(f"{{}} {{{x}}} }}{{", f"{x=}", f"{x = }", f"{pi=:.3f}", f"{name=!s}", f"{x + 1=}", f"{name.upper()=}", f"{ x = !r:>5}|")
width, prec = 10, 3
print(f"{pi:{width}.{prec}f}|", f"{pi:{width}}|", f"{name:{'*'}^{width}}", f"{x:{'0' + str(6)}d}")
print(f"{'nested ' + f'{x}'}", f'{"double"}', f"{'single'}", f"""{
    x
}""")
print(f"{[1, 2][0]} {({'a': 1})['a']} {(lambda: 5)()} { {1, 2} } {x if x else 0} {x!r} {x == 42} {x != 3}")
print(f"{x:,} {1234567:,} {1234567:_} {0.25:%} {255:08b} {255:o} {1e10:g} {x:+d} {-x:d} {x: d}")
print(f"a" f"b{x}" "c{x}" rf"\n{x}" fr"\t", f"\t{x}\n".strip(), f"\x41\u00e9\N{DIGIT ONE}" if True else "")
print(f"", f"{''}", f"{None} {True} {[]} {()}", f"{x}{x}{x}", f"{ x }", f"{x,}", f"{x, 1}", f"{*[1, 2],}")
print(f"{3.0} {1e100} {1/3}", f"{'a' 'b'}", f"{'%s' % x}", f"{'{}'.format(x)}", f"{{{{{x}}}}}", f"{x:}", f"{'abc':.2}")


class F:
    def __format__(self, spec):
        return f"<{spec}>"


print(f"{F()} {F():abc} {F():{x}}")
for code in ("f'{}'", "f'{x'", "f'}'", "f'{x!z}'", "f'{x!}'", "f'{ }'", "f'{!r}'", "f'{lambda x: 1}'", "f'{a b}'", "f'{x:{y:{z}}}'"):
    try:
        eval(code)
        print("fine", code)
    except (SyntaxError, NameError) as e:
        print(code, "|", type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
for code in ("f'{x:d}'.join(5)", "f'{name:d}'", "f'{x:s}'", "f'{pi:d}'", "f'{None:5}'", "f'{[]:5}'", "f'{x:.2d}'", "f'{x:zz}'"):
    try:
        print(eval(code))
    except Exception as e:
        print(code, "|", type(e).__name__, e)
