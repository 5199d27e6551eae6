# A very deep structure is destroyed with little C stack. (R4)
# SPDX-License-Identifier: MIT
import time


class Link:
    __slots__ = ("next",)

    def __init__(self, next):
        self.next = next


start = time.time()

chain = None
for _ in range(200_000):
    chain = [chain]
chain = None
print("200,000 nested lists: gone")

for _ in range(200_000):
    chain = (chain,)
chain = None
print("200,000 nested tuples: gone")

for _ in range(100_000):
    chain = {"next": chain}
chain = None
print("100,000 nested dicts: gone")

for _ in range(100_000):
    chain = Link(chain)
chain = None
print("100,000 linked instances: gone")

print("in less than a minute:", time.time() - start < 60)
