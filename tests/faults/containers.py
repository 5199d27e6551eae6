# Allocation failure in lists, tuples, dicts, sets and slices as they grow.
# SPDX-License-Identifier: MIT
numbers = [n + 1000 for n in range(40)]
numbers[5:10] = (1, 2)
table = {str(n): [n] for n in numbers}
table.update(extra=(1, 2, 3))
unique = {n % 7 for n in numbers} | {100, 200}
print(numbers[::3], sorted(numbers, reverse=True)[:4], numbers + [0])
print(len(table), list(table.items())[-2:], sorted(unique), tuple(numbers[:3]) * 2)
