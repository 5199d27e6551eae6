# stderr: compare
# status: 1
# An exception class inside another class shows its qualified name.
# SPDX-License-Identifier: MIT
class Outer:
    class Problem(Exception):
        def __str__(self):
            return "custom text"


raise Outer.Problem(1, 2)
