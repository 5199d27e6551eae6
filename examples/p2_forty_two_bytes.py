# ouro only
# Sizes are rounded up to a multiple of 8: 42 bytes are served from a 48-byte block. (P2)
# SPDX-License-Identifier: MIT
import ouro

# A string is one byte longer for each letter, so among these one asks for 42 bytes.
found = {}
for length in range(2, 400):
    block = ouro.block("".join(["y"] * length))
    found[block["size"]] = block["size_class"]

print("42 bytes come from a block of", found[42])
print("48 bytes come from a block of", found[48])
print("49 bytes come from a block of", found[49])
print("always the next multiple of 8:",
      all(size_class == (size + 7) // 8 * 8 for size, size_class in found.items()))
print("never more than 7 bytes lost:",
      max(size_class - size for size, size_class in found.items()))
print("classes are 8 apart:",
      all(size_class % 8 == 0 for size_class in found.values()))
