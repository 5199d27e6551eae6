# stderr: compare
# status: 1
# A subscript is marked.
# SPDX-License-Identifier: MIT
table = {"a": {"b": [1, 2, 3]}}
print(table["a"]["b"][0])
print(table["a"]["c"][0])
