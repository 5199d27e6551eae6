# ExceptionGroup is made, split and shown. except* may be used with it.
# SPDX-License-Identifier: MIT
g = ExceptionGroup("several", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [KeyError("k"), ValueError(2)])])
print(g, repr(g), g.message, len(g.exceptions))
try:
    raise g
except* ValueError as e:
    print("values", e, [repr(x) for x in e.exceptions])
except* (TypeError, KeyError) as e:
    print("others", [type(x).__name__ for x in e.exceptions])
try:
    raise ValueError("bare")
except* ValueError as e:
    print(repr(e))
try:
    try:
        raise g
    except* TypeError:
        print("only TypeError")
except ExceptionGroup as rest:
    print("rest", repr(rest))
match, rest = g.split(ValueError)
print(repr(match), repr(rest))
print(repr(g.subgroup(KeyError)), g.subgroup(OSError))
for args in (("m", []), ("m", [5]), (5, [ValueError()])):
    try:
        ExceptionGroup(*args)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
