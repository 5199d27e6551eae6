# Complex numbers: literals, arithmetic, powers, comparison, hashes, text both ways, errors.
# SPDX-License-Identifier: MIT
numbers = (0j, 4j, -4j, 1 + 2j, 1.5 - 2.25j, -0.0 + 0j, complex(0, -0.0), complex(-0.0, -0.0), 1e300 + 1e-300j)
for z in numbers:
    print(z, repr(z), str(z), z.real, z.imag, -z, +z, abs(z), bool(z), z.conjugate(), z == z.real, hash(z) == hash(complex(str(z))))
for a in (1 + 2j, -3j, 2, 0.5, True):
    for b in (3 - 4j, 1j, -7, 0.25):
        print(a + b, a - b, a * b, a / b, a ** b, a == b, a != b)
print(hash(3 + 0j) == hash(3), hash(2.5 + 0j) == hash(2.5), hash(1 + 2j), hash(-1 - 1j), {1 + 0j: "one"}[1], 1 in [1 + 0j])
print((1 + 2j) ** 0, (1 + 2j) ** 2, (1 + 2j) ** -2, (1 + 2j) ** 101.0 == (1 + 2j) ** 101, (-8) ** (1 / 3), (-2.0) ** 0.5, 0j ** 0, 0j ** 2)
print(pow(2j, 3), sum([1, 2j, 0.5]), complex(1, 2) == 1 + 2j, 10 ** 20 + 0j == 10 ** 20, 2 ** 53 + 1 + 0j == 2 ** 53 + 1)
for text in ("1+2j", " ( 1-2j ) ", "j", "-j", "+J", "3", "-2.5e3", "1e-3j", "1_0+2_0j", "inf", "nan+infj", "-infj", "1.5e+3-2.5E-1j",
             "", "1+", "1+2", "1j2", "1 + 2j", "(1+2j", "1++2j", "2jj", "e", "1_", "0x1", "()", "1+2j\n", "1\x00"):
    try:
        print(repr(text), complex(text))
    except ValueError as e:
        print(repr(text), e)


class Complexer:
    def __complex__(self):
        return 5 + 6j


class Floater:
    def __float__(self):
        return 2.5


class Indexer:
    def __index__(self):
        return 7


class Wrong:
    def __complex__(self):
        return 1


class Own(complex):
    pass


for make in (lambda: complex(), lambda: complex(1), lambda: complex(1, 2), lambda: complex(imag=3), lambda: complex(real=1j, imag=1j),
             lambda: complex(1j, -0.0), lambda: complex(Complexer()), lambda: complex(Complexer(), 1), lambda: complex(Floater(), Indexer()),
             lambda: complex(1, Complexer()), lambda: complex(Wrong()), lambda: complex("1", 2), lambda: complex(1, "2"), lambda: complex([]),
             lambda: complex(1, []), lambda: complex(1, 2, 3), lambda: 1j < 2j, lambda: 1j // 1, lambda: 1j % 1, lambda: divmod(1j, 1),
             lambda: 1j / 0, lambda: 0j ** -1, lambda: 0j ** 1j, lambda: pow(1j, 1, 2), lambda: (1e200 + 1e200j) ** 3, lambda: int(1j),
             lambda: float(1j), lambda: abs(1.7e308 + 1.7e308j), lambda: 1j + "a", lambda: [1][1j], lambda: ~1j, lambda: 10 ** 400 + 1j,
             lambda: Own(1, 2), lambda: type(Own(1, 2) + 0), lambda: type(+Own(1)), lambda: Own("2j").imag, lambda: f"{1 + 2j!r} {3j}",
             lambda: "%s %r" % (1j, 2j), lambda: isinstance(1j, complex), lambda: (1j).__getnewargs__(), lambda: (1 + 2j).__complex__()):
    try:
        print(make())
    except Exception as e:
        print(type(e).__name__, e)
constants = (0j, -0j, complex(0.0, 0.0), 1 + 0j, 1.0, 1, True)
print(constants, [type(c).__name__ for c in constants])
try:
    (1j).real = 2
except AttributeError as e:
    print(e)


def f(x):
    match x:
        case 1 + 2j:
            return "a sum"
        case -3j:
            return "negative"
        case complex():
            return "another"
    return "none"


print(f(1 + 2j), f(-3j), f(5j), f(5))
