# When the runtime ends, what is still alive is finalized: names first, cycles too. (G7)
# SPDX-License-Identifier: MIT


class Guest:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("goodbye from", self.name)


class Pair:
    def __init__(self):
        self.me = self

    def __del__(self):
        print("goodbye from a cycle")


guest = Guest("a module's name")
loop = Pair()
orphan = Pair()
del orphan
print("the last line of the script")
