# What is interned and what is not.
# SPDX-License-Identifier: MIT
import sys


def a():
    return "shared_name"


def b():
    return "shared_name"


print(a() is b(), a() is sys.intern("shared_" + "name"[:]), "".join(["shared", "_name"]) is a(), sys.intern("".join(["shared", "_name"])) is a())


class C:
    attribute_name = 1


print([k for k in vars(C) if k == "attribute_name"][0] is sys.intern("".join(["attribute", "_name"])))


def f(parameter_name=1):
    local_name = 2
    return sys.intern("".join(["local", "_name"])) is f.__code__.co_varnames[1]


print(f(), f.__name__ is sys.intern(chr(102)))
abc, cba, eab, aeb = "abc", "cba", "éb", "aéb"
print(chr(97) is chr(97), abc[0] is cba[2], str(12) is str(12), chr(300) is chr(300), eab[0] is aeb[1])
print(str() is "".join([]), abc[1:1] is str(), " ".strip() is str(), abc * 0 is str(), abc[0:1] is cba[2:3])
for n in (-6, -5, -1, 0, 256, 257):
    print(n, int(str(n)) is int(str(n)), end="; ")
print()
x, y = int("1000"), int("1000")
print(x is y, x == y, int("200") + int("56") is int("256"), int("200") + int("57") is int("257"), int("3") * 2 is int("6"), -int("5") is int("-5"), int(True) + 1 is int("2"), len("abc") is int("3"), ord("a") is int("97"), hash(5) is int("5"), 10 // int("3") is int("3"), int("7") % 4 is int("3"))
for bad in (5, None, ["a"]):
    try:
        sys.intern(bad)
    except TypeError as e:
        print(e)


class S(str):
    pass


try:
    sys.intern(S("a"))
except TypeError as e:
    print(e)
setattr(C, "".join(["dyn", "amic"]), 1)
print([k for k in vars(C) if k == "dynamic"][0] is sys.intern("".join(["dyna", "mic"])))
