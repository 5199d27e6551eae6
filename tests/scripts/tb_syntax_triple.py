# stderr: compare
# status: 1
# A triple-quoted string that does not end.
# SPDX-License-Identifier: MIT
x = 1
text = """abc
def
