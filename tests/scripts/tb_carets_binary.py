# stderr: compare
# status: 1
# The operator of a binary expression is marked.
# SPDX-License-Identifier: MIT
def f(a, b):
    return (a + 1) * (b / a) + len("text")


print(f(1, 2))
print(f(0, 2))
