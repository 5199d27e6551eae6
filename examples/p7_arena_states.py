# ouro only
# SPDX-License-Identifier: MIT
# guarded: freed blocks keep arenas for a while
# The states of arenas as blocks come and go; when all its pools are empty, an arena
# goes back to the operating system, after a short grace. (P7)
import gc
import ouro


def text(n):
    return "".join(["z"] * 200 + [chr(97 + n % 26)])


def totals():
    arenas = ouro.arenas()
    return len(arenas), sum(arena["free_pools"] for arena in arenas)


start, _ = totals()
texts = [text(n) for n in range(40_000)]
full, free_when_full = totals()
print("40,000 strings need more than 30 arenas:", full - start > 30)

del texts[20_000:]
half, free_at_half = totals()
print("half of them gone, pools are free or arenas are back:",
      free_at_half > free_when_full + 500 or half < full - 10)

texts.clear()
gc.collect()
last, free_at_last = totals()
holding = sum(arena["free_pools"] < 64 for arena in ouro.arenas())
print("all of them gone, few arenas still hold pools:", holding <= start + 2)

again = [text(n) for n in range(40_000)]
print("a load that comes again needs no more than before:", totals()[0] <= full + 2)
