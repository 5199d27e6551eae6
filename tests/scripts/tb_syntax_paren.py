# stderr: compare
# status: 1
# A parenthesis that is never closed.
# SPDX-License-Identifier: MIT
print("never printed")
x = (1, 2
y = 3
