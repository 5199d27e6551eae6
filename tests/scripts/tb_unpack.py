# stderr: compare
# status: 1
# Unpacking too few values.
# SPDX-License-Identifier: MIT
def pair():
    return 1, 2


a, b, c = pair()
