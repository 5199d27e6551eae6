# stderr: compare
# status: 1
# = instead of ==.
# SPDX-License-Identifier: MIT
x = 1
if x = 1:
    pass
