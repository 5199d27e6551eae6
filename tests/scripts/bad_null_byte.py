# Code with a NUL, and names that are not text.
# SPDX-License-Identifier: MIT
for code in ("x = 1\0", "\0", "'a\0b'"):
    try:
        exec(code)
    except (ValueError, SyntaxError) as e:
        print(type(e).__name__, e)
try:
    __import__(5)
except TypeError as e:
    print(e)
try:
    __import__("")
except ValueError as e:
    print(e)
