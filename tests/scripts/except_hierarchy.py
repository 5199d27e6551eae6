# The built-in exceptions: their order, str, repr, args and attributes.
# SPDX-License-Identifier: MIT
names = ["BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit", "Exception", "StopIteration", "ArithmeticError", "FloatingPointError",
         "OverflowError", "ZeroDivisionError", "AssertionError", "AttributeError", "BufferError", "EOFError", "ImportError", "ModuleNotFoundError",
         "LookupError", "IndexError", "KeyError", "MemoryError", "NameError", "UnboundLocalError", "OSError", "FileNotFoundError", "FileExistsError",
         "IsADirectoryError", "NotADirectoryError", "PermissionError", "ReferenceError", "RuntimeError", "NotImplementedError", "RecursionError",
         "SyntaxError", "IndentationError", "TabError", "SystemError", "TypeError", "ValueError", "UnicodeError", "Warning", "DeprecationWarning", "UserWarning"]
builtin_names = vars(__builtins__) if not isinstance(__builtins__, dict) else __builtins__
for name in names:
    cls = builtin_names[name]
    print(name, [c.__name__ for c in cls.__mro__[1:-1]])
for args in ((), (1,), ("text",), ("a", "b"), (None,), ("it's",), ([1],), ("line\nbreak",)):
    e = ValueError(*args)
    k = KeyError(*args)
    print(repr(str(e)), repr(e), e.args, "|", repr(str(k)), repr(k))
print(IOError is OSError, EnvironmentError is OSError)
e = OSError(2, "No such file", "name.txt")
print(e, e.errno, e.strerror, e.filename, type(e).__name__, e.args)
print(OSError(13, "denied").__class__.__name__, OSError("only text"), OSError(2, "two"), repr(OSError(2, "two")))
s = StopIteration(5)
print(s.value, StopIteration().value, StopIteration(1, 2).value, SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code)
n = NameError("n", name="thing")
print(n, n.name, AttributeError("a", name="x", obj=5).obj, ImportError("i", name="m", path="p").path)


class Custom(ValueError):
    def __init__(self, code, text="default"):
        super().__init__(code, text)
        self.code = code


class WithStr(Exception):
    def __str__(self):
        return "custom str"


c = Custom(5)
print(c, repr(c), c.args, c.code, isinstance(c, ValueError), str(WithStr(1)), repr(WithStr(1)))
c.args = ("changed",)
print(c, c.args)
e = Exception("a")
e.extra = 1
print(vars(e), e == Exception("a"), e == e)
try:
    raise Custom
except TypeError as t:
    print(t)
try:
    assert 1 == 2, "message"
except AssertionError as a:
    print(repr(a))
try:
    assert ()
except AssertionError as a:
    print(repr(a), a.args)
try:
    assert False, ("tuple", 1)
except AssertionError as a:
    print(a, a.args)
