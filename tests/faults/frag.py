# SPDX-License-Identifier: MIT
# ouro.heap_frag and ouro.heap_what_if without memory.
import ouro

kept = [["item %d" % n] for n in range(5)]
frag = ouro.heap_frag(rows=2, blocks=2)
print(len(frag["arenas"]), len(frag["pools"]), len(frag["arenas"][0]["live"]))
print(ouro.heap_what_if(kept)["blocks"])
