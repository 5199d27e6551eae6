# stdin: hello there
# input reads a line, then the end.
# SPDX-License-Identifier: MIT
print(repr(input()))
try:
    input("prompt> ")
except EOFError as e:
    print()
    print(type(e).__name__, e)
