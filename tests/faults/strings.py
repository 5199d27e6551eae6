# Allocation failure in strings: joining, splitting, formatting, wide characters, bytes.
# SPDX-License-Identifier: MIT
words = "count the words of this line".split()
print("-".join(words), "".join(reversed("abc")), "x" * 40)
print(f"{words[0]!r:>10} {3.14159:.2f} {255:#x} {len(words)}")
print("\u20ac" + "\U0001f40d", "caf\xe9".upper(), "a,b".replace(",", "\u2013"))
print("text".encode(), b"bytes".decode(), "%s and %d" % ("one", 2))
