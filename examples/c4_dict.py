# One dict after another in the same place. (C4)
# SPDX-License-Identifier: MIT
first = {"a": 1}
place = id(first)
del first
second = {"b": 2}
print("the same place:", id(second) == place, second)


def keywords(**names):
    return id(names)


print("two calls, one dict each, one place:", keywords(a=1) == keywords(b=2))
many = [{n: n} for n in range(40)]
places = [id(item) for item in many]
while many:
    many.pop()
again = [{n: -n} for n in range(40)]
print("forty again, in order:", [id(item) for item in again] == places)
print("with what belongs there:", again[0], again[39])
