# stderr: compare
# status: 1
# A closing bracket without an opening one.
# SPDX-License-Identifier: MIT
x = 1 + 2)
