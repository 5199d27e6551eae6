# An exception in __del__ is reported, and the script goes on.
# SPDX-License-Identifier: MIT
import sys

seen = []
sys.unraisablehook = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.object.__name__))


class Noisy:
    def __del__(self):
        raise ValueError("from del")


n = Noisy()
del n
print(seen)
