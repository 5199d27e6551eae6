# stderr: compare
# status: 1
# A forgotten comma.
# SPDX-License-Identifier: MIT
x = [1, 2 3, 4]
