# stderr: compare
# status: 1
# A name that is nearly right.
# SPDX-License-Identifier: MIT
counter = 1
print(countre)
