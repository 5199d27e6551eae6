# The order at zero: the finalizer, then weak references cleared and their callbacks,
# then what the object held. (R4)
# SPDX-License-Identifier: MIT
import weakref


class Held:
    def __del__(self):
        print("4. what it held is destroyed")


class Holder:
    def __init__(self):
        self.held = Held()

    def __del__(self):
        print("1. finalizer; the weak reference still answers:", ref() is self)


holder = Holder()
ref = weakref.ref(holder, lambda r: print("3. first callback, reference cleared:", r() is None))
younger = weakref.ref(holder, lambda r: print("2. the newer callback comes first"))
del holder
print("5. done")
