# stderr: compare
# status: 1
# Comprehensions have frames of their own in 3.11.
# SPDX-License-Identifier: MIT
data = [1, 2, "3"]
print([x + 1 for x in data])
