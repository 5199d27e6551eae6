# stderr: compare
# status: 1
# A positional argument after a keyword.
# SPDX-License-Identifier: MIT
print(sep="", "a")
