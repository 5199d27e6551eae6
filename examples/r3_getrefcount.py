# sys.getrefcount counts its own argument too. (R3)
# SPDX-License-Identifier: MIT
import sys

print("a fresh list, only an argument:", sys.getrefcount([]))
print("a fresh object:                ", sys.getrefcount(object()))
thing = []
print("with a name:                   ", sys.getrefcount(thing))
print("with an alias in the call:     ", sys.getrefcount(alias := thing))
print("afterwards:                    ", sys.getrefcount(thing))
print("None is held from many places: ", sys.getrefcount(None) > 100)
print("so is the number one:          ", sys.getrefcount(1) > 2)

try:
    sys.getrefcount()
except TypeError as error:
    print("TypeError:", error)
