# ouro only
# Which objects keep memory that a program has no use for, and what their end returns. (P12)
# SPDX-License-Identifier: MIT
import gc

import ouro


class Node:
    def __init__(self, name):
        self.name = name


# 30,000 objects, of which 30 stay: one in a thousand.
nodes = [Node("node number %d" % n) for n in range(30000)]
kept = nodes[::1000]
nodes = None
gc.collect()
ouro.trim()

# The heap has given back what it can; what it still holds, somebody keeps.
frag = ouro.heap_frag(rows=10, blocks=100)
print("resident is the sum of its parts:", frag["bytes_resident"] == sum(
    frag["bytes_" + part] for part in ("live", "free", "untouched", "lost", "empty", "ahead")))
print("pages are mostly empty:", frag["bytes_free"] > frag["bytes_live"])
print("if blocks stood packed, two thirds of the pools would do:",
      frag["pools_needed"] < frag["pools_used"] * 2 / 3)
print("that is external fragmentation:",
      frag["external"] == (frag["pools_used"] - frag["pools_needed"]) * 1000 //
      frag["pools_used"] / 1000)

# The best arenas to free come first, with the objects that keep them.
print("a few hundred bytes keep many times as much:",
      frag["arenas"][0]["bytes_returned"] > 20 * frag["arenas"][0]["bytes_live"])
live = [block for arena in frag["arenas"] for block in arena["live"]]
print("by nodes:", any(block["text"] == "Node" and not block["beside"] for block in live))
print("and their names:", any(block["text"].startswith("str 'node number") for block in live))
attributes = [block for block in live if block["text"] == "Node" and block["beside"]]
print("and their attributes:", len(attributes) > 0)
print("each of them one of ours:", all(block["object"] in kept for block in attributes))
print("who holds it:", any(holder is kept for holder in gc.get_referrers(attributes[0]["object"])))
sums = [place["sum_returned"] for place in frag["arenas"]]
print("arena by arena there is more to be had:", sums == sorted(sums))
frag = live = attributes = None

# What would it bring to be rid of them? And what does it bring?
answer = ouro.heap_what_if([kept] + kept + [node.name for node in kept])
print("blocks:", answer["blocks"])
ouro.trim()
before = ouro.stats()["bytes_touched"]
kept = None
ouro.trim()
returned = before - ouro.stats()["bytes_touched"]
print("foretold, to a few pages:", abs(returned - answer["bytes_returned"]) <= 8 * ouro.POOL_SIZE)
