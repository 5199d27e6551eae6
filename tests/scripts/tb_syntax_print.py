# stderr: compare
# status: 1
# print as a statement.
# SPDX-License-Identifier: MIT
print "hello"
