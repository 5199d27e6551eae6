# stderr: compare
# status: 1
# A string that does not end.
# SPDX-License-Identifier: MIT
name = "abc
print(name)
