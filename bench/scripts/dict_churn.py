# A dict whose entries come and go, with keys of strings and ints and values of small lists.
# SPDX-License-Identifier: MIT
table = {}
seed = 12345
total = 0
for step in range(800000):
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    key = seed % 50021
    if key & 1:
        key = "key" + str(key)
    if key in table:
        total += table.pop(key)[0]
    else:
        table[key] = [step, seed & 255]
print(total, len(table), sum(value[1] for value in table.values()))
