# stderr: compare
# status: 1
# A missing colon.
# SPDX-License-Identifier: MIT
x = 1
if x == 1
    print("one")
