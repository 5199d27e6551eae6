# SPDX-License-Identifier: MIT
"""CPython's own package `test`, with a `support` of ours before its own."""
import sys

__path__.append(sys.cpython_library + "/test")
