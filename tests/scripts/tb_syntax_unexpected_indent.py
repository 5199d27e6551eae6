# stderr: compare
# status: 1
# An indent where none belongs.
# SPDX-License-Identifier: MIT
x = 1
    y = 2
