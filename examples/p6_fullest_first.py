# ouro only
# Arenas hold 64 pools of 4 KiB; new pools come from the fullest arena that has one. (P6)
# SPDX-License-Identifier: MIT
# guarded: blocks are larger than what is asked for
import ouro


def text(n):
    return "".join(["a"] * 450 + [chr(97 + n % 26)])


texts = [text(n) for n in range(3000)]
arenas = ouro.arenas()
print("several arenas:", len(arenas) > 3)
print("each begins at 256 KiB:", all(arena["address"] % (256 * 1024) == 0 for arena in arenas))
print("never more than 64 pools:",
      all(0 <= arena["free_pools"] <= 64 for arena in arenas))

# Empty two arenas unevenly: one nearly whole, one a little.
by_arena = {}
for index, thing in enumerate(texts):
    by_arena.setdefault(ouro.block(thing)["arena"], []).append(index)
thing = None
whole = [arena for arena, inside in by_arena.items() if len(inside) > 400]
print("two arenas to play with:", len(whole) >= 2)
little, nearly_all = whole[:2]
for index in by_arena[little][:100]:
    texts[index] = None
for index in by_arena[nearly_all][:350]:
    texts[index] = None

free = {arena["address"]: arena["free_pools"] for arena in ouro.arenas()}
print("both have free pools:", free[little] > 5, free[nearly_all] > free[little])

# Another class needs new pools now; they are taken from the fuller of the two.
others = ["".join(["b"] * 350 + [chr(97 + n % 26)]) for n in range(40)]
after = {arena["address"]: arena["free_pools"] for arena in ouro.arenas()}
print("the emptier one was left alone:", after[nearly_all] == free[nearly_all])
