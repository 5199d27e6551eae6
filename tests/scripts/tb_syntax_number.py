# stderr: compare
# status: 1
# A number that runs into a name.
# SPDX-License-Identifier: MIT
x = 12abc
