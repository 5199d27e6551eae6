# exec, eval, compile, globals, locals.
# SPDX-License-Identifier: MIT
print(eval("1 + 2"), eval("x * 2", {"x": 5}), eval("a + b", {"a": 1}, {"b": 2}), eval(" 7 "), eval("[i for i in range(3)]"))
ns = {}
exec("y = 5\ndef f(n):\n    return n + y\nclass C:\n    z = f(1)", ns)
print(ns["y"], ns["f"](1), ns["C"].z, sorted(k for k in ns if k != "__builtins__"), ns["C"].__name__)
exec("new = 1")
print(new, globals()["new"], "new" in globals())


def f(a):
    b = 2
    exec("b = 3; c = 4")
    loc = locals()
    return b, sorted(loc), eval("a + b")


print(f(1))
code = compile("p + q", "<formula>", "eval")
print(eval(code, {"p": 1, "q": 2}), code.co_filename, type(code).__name__)
exec(compile("print('compiled', v)\n", "<file>", "exec"), {"v": 9})
exec(compile("5 + 5\n", "<single>", "single"))
globals()["made"] = "by globals"
print(made, locals() is globals())
for c in (lambda: eval("1 +"), lambda: eval("x = 1"), lambda: eval("undefined"), lambda: exec("raise ValueError('e')"), lambda: eval(5), lambda: exec(5), lambda: compile("1", "f", "nope"), lambda: eval(""), lambda: eval("1", 5), lambda: exec("if 1:\nx"), lambda: eval("'a' 'b' 5"), lambda: compile("a b", "nm", "exec")):
    try:
        print(c())
    except Exception as e:
        print(type(e).__name__, e)
try:
    compile("x = 1\ny = = 2\n", "file.py", "exec")
except SyntaxError as e:
    print(e.filename, e.lineno, e.offset, e.text, e.msg)


class K:
    v = 1
    print(sorted(k for k in locals() if k[0] != "_"))
