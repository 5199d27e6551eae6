# A proxy does all that its referent does.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()


class Number(float):
    def __matmul__(self, other):
        return "matmul"

    def __imatmul__(self, other):
        return "imatmul"

    def __rmatmul__(self, other):
        return "rmatmul"


class Logger:
    def __getattr__(self, name):
        return "getattr " + name

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return ("item", key)

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)

    def __contains__(self, item):
        return item == 1

    def __iter__(self):
        return iter("abc")

    def __reversed__(self):
        return iter("cba")

    def __str__(self):
        return "a logger"

    def __format__(self, spec):
        return "format " + spec

    def __bool__(self):
        return False

    def __eq__(self, other):
        return "eq"

    def __lt__(self, other):
        return "lt"

    def __enter__(self):
        return "entered"

    def __exit__(self, *error):
        return True

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __dir__(self):
        return ["b", "a"]

    def __index__(self):
        return 5

    def __float__(self):
        return 2.5

    def __round__(self, n=None):
        return "round", n

    def __bytes__(self):
        return b"bytes"

    def __iadd__(self, other):
        return "iadd"

    def method(self):
        return self


def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


n, m = Number(7), Number(3)
p, q = weakref.proxy(n), weakref.proxy(m)
operations = {}
for sign in ("+", "-", "*", "/", "//", "%", "**", "@"):
    exec(f"def plain(a, b): return a {sign} b\ndef augmented(a, b):\n    a {sign}= b\n    return a", operations)
    plain, augmented = operations["plain"], operations["augmented"]
    print(sign, attempt(plain, p, q), attempt(plain, p, 2), attempt(plain, 100, q), attempt(plain, p, "x"), attempt(augmented, p, q), attempt(augmented, p, 2))
for sign in ("<<", ">>", "&", "|", "^"):
    exec(f"def plain(a, b): return a {sign} b\ndef augmented(a, b):\n    a {sign}= b\n    return a", operations)
    print(sign, attempt(operations["plain"], p, q), attempt(operations["plain"], 1, q), attempt(operations["augmented"], p, q))
for sign in ("==", "!=", "<", "<=", ">", ">="):
    exec(f"def plain(a, b): return a {sign} b", operations)
    print(sign, attempt(operations["plain"], p, q), attempt(operations["plain"], 1, q), attempt(operations["plain"], p, "x"))
print(divmod(p, q), divmod(p, 2), divmod(100, q), attempt(pow, p, 2, 5), pow(p, q), attempt(pow, 2, p, q), -p, +p, attempt(lambda: ~p), abs(p), int(p), float(p), attempt(lambda: range(10)[p]), attempt(complex, p), attempt(round, p), bool(p), attempt(hash, p))
print(repr(p).split(" at ")[0], str(p), "%d %s" % (p, p), f"{p}", attempt(format, p, "x"), p == 7, 7 == p, p != 7, p is n, type(p).__name__, p.__class__ is Number, isinstance(p, Number), isinstance(p, float), issubclass(type(p), float), p.real, p.is_integer())
log = Logger()
x = weakref.proxy(log)
print(type(x).__name__, x.anything, len(x), x[1], x[1:2], 1 in x, 2 in x, list(x), attempt(reversed, x), str(x), attempt(format, x, "abc"), bool(x), x == 1, x < 1, attempt(lambda: x > 1), x(1, a=2), [n for n in dir(x) if n[0] != "_"], range(100)[x], float(x), attempt(round, x), attempt(bytes, x))
x[1] = 2
del x[3]
x.new = 4
print(log.new, attempt(delattr, x, "new"), attempt(delattr, x, "new"), x.method() is log, [0, 1, 2, 3, 4, 5][x], attempt(lambda: x.__dict__))
print(attempt(exec, "with x: pass"))
y = x
y += 1
print(y, attempt(lambda: x - 1), attempt(lambda: 1 - x), attempt(lambda: x @ x))


class Plain:
    pass


z = weakref.proxy(Plain)
plain = Plain()
w = weakref.proxy(plain)
print(type(z).__name__, type(z()).__name__, type(w).__name__, attempt(w), attempt(len, w), attempt(iter, w), attempt(next, w), attempt(lambda: w[0]), attempt(lambda: w + 1), attempt(lambda: 1 + w), attempt(float, w), attempt(lambda: -w))
print(attempt(lambda: exec("w[0] = 0")), attempt(exec, "del w[0]"), attempt(lambda: [1][w]), attempt(lambda: 1 in w), attempt(lambda: w == w), w == plain, w != plain, attempt(hash, w), {}.get("x"), attempt(lambda: w < w))


class Ends:
    def __next__(self):
        raise StopIteration(3)

    def __iter__(self):
        return weakref.proxy(self)


ends = Ends()
print(list(ends), attempt(next, weakref.proxy(ends)), attempt(iter, weakref.proxy(ends)) is not None)


# The referent is held while an operation runs on it.
class Dies:
    def __init__(self, holder):
        self.holder = holder

    def __add__(self, other):
        self.holder.clear()
        return self.holder

    def __getattr__(self, name):
        self.__dict__["holder"].clear()
        return self.__dict__["holder"]

    def __call__(self):
        self.holder.clear()
        return self.holder

    def __del__(self):
        print("gone")


for use in (lambda p: p + 1, lambda p: p.x, lambda p: p()):
    holder = []
    holder.append(Dies(holder))
    dying = weakref.proxy(holder[0])
    print(use(dying), attempt(lambda: dying.holder))
