# stderr: compare
# status: 1
# Assignment to a literal.
# SPDX-License-Identifier: MIT
for 5 in range(3):
    pass
