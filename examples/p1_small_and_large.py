# ouro only
# Up to 512 bytes an object's memory comes from a pool, beyond that from the system. (P1)
# SPDX-License-Identifier: MIT
# guarded: blocks are larger than what is asked for
import ouro

small = "s" * 100
large = "l" * 10_000

block = ouro.block(small)
print("small: in a pool:", bool(block["pool"]), "in an arena:", bool(block["arena"]))
print("       class holds it:", 100 < block["size_class"] <= 512)
print("       inside its pool:", block["pool"] <= block["address"] < block["pool"] + 4096)

block = ouro.block(large)
print("large: in a pool:", bool(block["pool"]), "in an arena:", bool(block["arena"]))
print("       holds it:", block["size"] >= 10_000)

classes = [ouro.block("x" * n)["size_class"] for n in range(1000)]
served = [size for size in classes if size]
print("the largest class in use:", max(served))
print("beyond the last class never a pool again:", not any(classes[len(served):]))
