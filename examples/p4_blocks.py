# ouro only
# A block is untouched, allocated or free; the last one freed is the first used again. (P4)
# SPDX-License-Identifier: MIT
# guarded: a freed block rests
import ouro


def text(n):
    # About 300 bytes: a class that nothing else here uses.
    return "".join(["t"] * 299 + [chr(97 + n % 26)])


# Enough of them that the last five share the pool which is being filled.
texts = [text(n) for n in range(100)]
while len({ouro.block(t)["pool"] for t in texts[-5:]}) > 1:
    texts.append(text(len(texts)))
addresses = [ouro.block(t)["address"] for t in texts]
print("no address twice:", len(set(addresses)) == len(texts))

first, second = addresses[-2], addresses[-3]
texts[-3] = None
texts[-2] = None
again = text(0)
print("the last one freed is used first:", ouro.block(again)["address"] == first)
and_again = text(1)
print("then the one before:", ouro.block(and_again)["address"] == second)

pool_of = {pool["address"]: pool for pool in ouro.pools()}
pool = pool_of[ouro.block(texts[-1])["pool"]]
before = pool["untouched"]
texts[-1] = None
pool = {p["address"]: p for p in ouro.pools()}[pool["address"]]
print("a freed block is not untouched again:", pool["untouched"] == before, pool["free"] > 0)
