# A parameter is one more name for as long as the call lasts. (R2)
# SPDX-License-Identifier: MIT
import sys


def inside(parameter):
    return sys.getrefcount(parameter) - 1


def with_alias(parameter):
    alias = parameter
    return sys.getrefcount(alias) - 1


def twice(first, second):
    return sys.getrefcount(first) - 1


def collected(*args, **kwargs):
    thing = args[0] if args else kwargs["thing"]
    return sys.getrefcount(thing) - 1


def outer(parameter):
    return inside(parameter)


thing = object()
print("before the call        ", sys.getrefcount(thing) - 1)
print("as a parameter         ", inside(thing))
print("as a keyword           ", inside(parameter=thing))
print("with an alias          ", with_alias(thing))
print("passed twice           ", twice(thing, thing))
print("in *args               ", collected(thing))
print("in **kwargs            ", collected(thing=thing))
print("two calls deep         ", outer(thing))
print("after all these calls  ", sys.getrefcount(thing) - 1)


def default(value=thing):
    return None


print("as a default           ", sys.getrefcount(thing) - 1)
del default
print("the function is deleted", sys.getrefcount(thing) - 1)
