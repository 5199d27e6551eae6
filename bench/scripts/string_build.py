# Strings split, joined, formatted and sliced: many short-lived blocks of many sizes.
# SPDX-License-Identifier: MIT
words = [f"word{n * 7919 % 1000}" for n in range(2000)]
total = 0
for turn in range(500):
    text = " ".join(words)
    parts = text.split(" ")
    lines = [f"{turn}:{part.upper()}-{len(part):>4}" for part in parts]
    joined = "".join(lines)
    total += len(joined)
    for start in range(0, len(joined), 64):
        piece = joined[start:start + 50]
        if "WORD7" in piece:
            total += piece.find("WORD7")
    words = words[1:] + [words[0] + "\u00e9"[: turn & 1]]
print(total, len(words[-1]))
