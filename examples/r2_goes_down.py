# Every way a count goes down, watched from a class that says farewell. (R2)
# SPDX-License-Identifier: MIT


class Voice:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("    farewell,", self.name)


print("del:")
v = Voice("deleted")
del v

print("rebinding:")
v = Voice("rebound")
v = None

print("end of a function:")


def scope():
    local = Voice("local")
    print("    still inside")


scope()

print("taken out of a list:")
items = [Voice("zero"), Voice("one"), Voice("two")]
items.pop(0)
print("    popped")
items[0] = None
print("    replaced")
del items[:]

print("the container dies:")
shelf = {"a": Voice("on the shelf")}
del shelf

print("a temporary:")
Voice("nobody's")
print("    next line")

print("an exception leaves its block:")
try:
    raise RuntimeError(Voice("in an exception"))
except RuntimeError:
    print("    caught")
print("    after the block")

print("an argument:")
(lambda voice: print("    in the call"))(Voice("an argument"))
print("end of the script")
