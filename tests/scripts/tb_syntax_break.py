# stderr: compare
# status: 1
# break outside of a loop.
# SPDX-License-Identifier: MIT
if True:
    break
