# Pipelines of generators: frames that are made, suspended and dropped in great number.
# SPDX-License-Identifier: MIT
def numbers(limit):
    n = 0
    while n < limit:
        yield n
        n += 1


def pairs(source):
    for n in source:
        yield n, n * n


def walk(tree):
    if tree:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def grow(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return grow(low, middle), middle, grow(middle + 1, high)


total = 0
for turn in range(160):
    total += sum(square - n for n, square in pairs(numbers(5000)))
    total += sum(sum(walk(grow(0, size))) for size in range(100))
    total += sum(next(iter([n])) for n in range(3000))
print(total)
