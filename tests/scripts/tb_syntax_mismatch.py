# stderr: compare
# status: 1
# A closing bracket of another kind.
# SPDX-License-Identifier: MIT
x = [1, (2, 3], 4]
