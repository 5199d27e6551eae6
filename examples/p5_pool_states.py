# ouro only
# The states of a pool: used, full, used again, empty. (P5)
# SPDX-License-Identifier: MIT
import ouro


def text(n):
    # About 400 bytes: a class that nothing else here uses.
    return "".join(["p"] * 399 + [chr(97 + n % 26)])


def pool_at(address):
    for pool in ouro.pools():
        if pool["address"] == address:
            return pool
    return None


texts = [text(n) for n in range(60)]
homes = [ouro.block(t)["pool"] for t in texts]
chosen = max(set(homes), key=lambda home: (homes.count(home), -homes.index(home)))

pool = pool_at(chosen)
capacity = pool["used"]
print("a pool filled to the last block:", pool["state"])
print("free or untouched in it:", pool["free"] + pool["untouched"])

inside = [n for n in range(60) if homes[n] == chosen]
for n in inside[:capacity // 2 + 1]:
    texts[n] = None
pool = pool_at(chosen)
print("half of them freed:", pool["state"], pool["free"] == capacity // 2 + 1)

fresh = [text(n) for n in range(3)]
for n in inside[capacity // 2 + 1:]:
    texts[n] = None
fresh.clear()
pool = pool_at(chosen)
print("all of them freed:", "empty" if pool is None or pool["used"] == 0 else pool["state"])

states = {pool["state"] for pool in ouro.pools()}
print("only these states:", states <= {"used", "full", "empty"})
print("full means nothing left:",
      all(p["free"] + p["untouched"] == 0 for p in ouro.pools() if p["state"] == "full"))
print("empty means nothing used:",
      all(p["used"] == 0 for p in ouro.pools() if p["state"] == "empty"))
