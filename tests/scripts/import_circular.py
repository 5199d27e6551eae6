# Two modules that import each other.
# SPDX-License-Identifier: MIT
import pkg_circle.a
print(pkg_circle.a.value(), pkg_circle.b.value(), pkg_circle.b.early)
try:
    import pkg_circle.c
except ImportError as e:
    print(type(e).__name__, str(e).split(" (")[0])
