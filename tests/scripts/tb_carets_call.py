# stderr: compare
# status: 1
# A call inside a larger expression is marked.
# SPDX-License-Identifier: MIT
def check(x):
    if x > 2:
        raise RuntimeError("too large: %d" % x)
    return x


values = [check(1), check(2)] + [check(3), check(1)]
