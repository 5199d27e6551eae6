# stderr: compare
# status: 1
# A parameter without a default after one with.
# SPDX-License-Identifier: MIT
def f(a=1, b):
    pass
