# stderr: compare
# status: 1
# Assignment to something that cannot be assigned.
# SPDX-License-Identifier: MIT
f() = 1
