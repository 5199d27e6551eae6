# stderr: compare
# status: 1
# An unindent that fits nothing.
# SPDX-License-Identifier: MIT
def f():
        x = 1
    y = 2
