# stderr: compare
# status: 1
# What was printed before the end is not lost.
# SPDX-License-Identifier: MIT
import sys
print("one")
print("two", end="")
print("to stderr", file=sys.stderr)
sys.stdout.write(" three\n")
1 / 0
