# stderr: compare
# status: 1
# An assertion without one.
# SPDX-License-Identifier: MIT
values = [1, 2, 3]
assert len(values) == 4
