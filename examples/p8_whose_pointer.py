# ouro only
# For every object it is known whether its memory is in a pool, and in which. (P8)
# SPDX-License-Identifier: MIT
import ouro
import sys

kept = ["x" * n for n in range(0, 2000, 100)]
pools = {pool["address"]: pool for pool in ouro.pools()}
arenas = {arena["address"] for arena in ouro.arenas()}

inside = outside = 0
for thing in kept:
    block = ouro.block(thing)
    if block["pool"]:
        inside += 1
        assert block["pool"] in pools and block["arena"] in arenas
        assert pools[block["pool"]]["size_class"] == block["size_class"]
        assert block["arena"] <= block["address"] < block["arena"] + 256 * 1024
    else:
        outside += 1
        assert not any(arena <= block["address"] < arena + 256 * 1024 for arena in arenas)
print("in pools:", inside, "elsewhere:", outside)

wrong = 0
for thing in sys.getobjects(2000):
    block = ouro.block(thing)
    wrong += bool(block["pool"]) != bool(block["arena"])
print("objects in a pool but not in an arena, or the reverse:", wrong)
