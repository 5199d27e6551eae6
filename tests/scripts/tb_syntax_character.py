# stderr: compare
# status: 1
# A character that begins nothing.
# SPDX-License-Identifier: MIT
x = 5 ? 3
