# stderr: compare
# status: 1
# return outside of a function.
# SPDX-License-Identifier: MIT
x = 1
return x
