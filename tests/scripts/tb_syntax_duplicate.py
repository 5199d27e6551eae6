# stderr: compare
# status: 1
# The same parameter twice.
# SPDX-License-Identifier: MIT
def f(a, b, a):
    pass
