# ouro only
# Sizes are rounded up to a multiple of 8: 42 bytes are served from a 48-byte block. (P2)
# SPDX-License-Identifier: MIT
# guarded: blocks are larger than what is asked for
import ouro

# A string is one byte longer for each letter, so its class rises with every eighth.
classes = [ouro.block("".join(["y"] * length))["size_class"] for length in range(300)]

# The first that no longer fits into 48 bytes asks for 49; seven letters less are 42 bytes.
forty_nine = classes.index(56)
print("49 bytes come from a block of", classes[forty_nine])
print("48 bytes come from a block of", classes[forty_nine - 1])
print("42 bytes come from a block of", classes[forty_nine - 7])

print("always a multiple of 8:", all(size_class % 8 == 0 for size_class in classes))
print("always the next multiple of 8:",
      all(classes[forty_nine + n] == (49 + n + 7) // 8 * 8 for n in range(200)))

sizes = [ouro.block("y" * length)["size"] for length in range(300)]
print("never smaller than asked, never 8 too large:",
      all(0 <= size_class - size < 8 for size, size_class in zip(sizes, classes)))
