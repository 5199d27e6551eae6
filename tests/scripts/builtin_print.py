# print: sep, end, file, flush, objects of all kinds.
# SPDX-License-Identifier: MIT
import sys
print()
print("a", 1, None, [1.5], sep="-")
print("no newline", end="")
print(" then", end="!\n")
print(1, 2, sep="")
print(1, 2, sep=None, end=None)
print("x", file=sys.stdout, flush=True)
print(*range(3), sep=", ")
print("multi\nline", "tab\t|", "unicode é 日本 😀")
print(*[], sep="x")
print("", "")


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


w = Writer()
print("to", "writer", sep="+", file=w)
print(w.parts)
for f in (lambda: print(sep=5), lambda: print(1, 2, end=5), lambda: print(1, file=5), lambda: print(nope=1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)


class Bad:
    def __str__(self):
        raise ValueError("in str")


try:
    print("before", Bad())
except ValueError as e:
    print("|", e)
print(print("inner"))
old, sys.stdout = sys.stdout, w
print("captured")
sys.stdout = old
print(w.parts[-2:])
