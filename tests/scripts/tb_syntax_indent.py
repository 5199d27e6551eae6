# stderr: compare
# status: 1
# A block that is not indented.
# SPDX-License-Identifier: MIT
def f():
print("no")
