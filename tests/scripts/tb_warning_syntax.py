# Warnings of the compiler: literals compared with `is`, an assertion that cannot fail, calls of no function.
# SPDX-License-Identifier: MIT
# stderr: compare
x = 5
if x is 5:
    print("same")
assert (x == 5, "always true")
try:
    "text" ("call")
except TypeError as error:
    print(error)
