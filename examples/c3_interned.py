# Names, and constants that look like names, are interned: equal ones are one. (C3)
# SPDX-License-Identifier: MIT
import sys


def first():
    return "identifier_42"


def second():
    return "identifier_42"


print("two constants like a name:", first() is second())
made = "".join(["identifier", "_", "42"])
print("one that was computed is equal:", made == first(), " but another:", made is first())
print("until it is interned:", sys.intern(made) is first())


class Star:
    def __init__(self):
        self.magnitude = 1


print("attribute names:", list(vars(Star()))[0] is "magnitude".strip(" "))
keys = [list(vars(Star()))[0] for _ in range(2)]
print("the same for all instances:", keys[0] is keys[1])


def keyword(**names):
    return list(names)[0]


print("keyword names:", keyword(colour=1) is keyword(colour=2))
namespace = {}
exec("a = 'not a name!'\ndef f(): return 'not a name!'", namespace)
print("in other code, not like a name:", namespace["f"]() is "not a name!".strip())
print("equal nevertheless:", namespace["f"]() == "not a name!")
