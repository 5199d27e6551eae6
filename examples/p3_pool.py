# ouro only
# A pool is one page of 4 KiB, cut into blocks of one size. (P3)
# SPDX-License-Identifier: MIT
import ouro

things = [["x" * n, [n], {n: n}, n * 1.5] for n in range(300)]
pools = ouro.pools()

print("there are pools:", len(pools) > 10)
print("each begins at a page:", all(pool["address"] % 4096 == 0 for pool in pools))
print("each lies in its arena:",
      all(0 <= pool["address"] - pool["arena"] < 256 * 1024 for pool in pools))
print("no two are the same:", len({pool["address"] for pool in pools}) == len(pools))

busy = [pool for pool in pools if pool["state"] != "empty"]
capacities = {}
for pool in busy:
    blocks = pool["used"] + pool["free"] + pool["untouched"]
    capacities.setdefault((pool["family"], pool["size_class"]), set()).add(blocks)
print("used + free + untouched is the same in all pools of a class:",
      all(len(blocks) == 1 for blocks in capacities.values()))
print("the blocks and the header fill a page, not more:",
      all(max(blocks) * size <= 4096 for (family, size), blocks in capacities.items()))
print("families:", sorted({pool["family"] for pool in busy} - {"plain"}))

block = ouro.block(things[7])
home = [pool for pool in pools if pool["address"] == block["pool"]]
print("a list lives in one of them:", len(home) == 1, home[0]["family"])
print("of its own class:", home[0]["size_class"] == block["size_class"])
