# A chain of a million nested lists, dropped at once.
# SPDX-License-Identifier: MIT
chain = []
for _ in range(1_000_000):
    chain = [chain]
print("built")
del chain
print("dropped")
