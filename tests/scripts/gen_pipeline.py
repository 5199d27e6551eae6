# Generators chained, with state and cleanup in the right order.
# SPDX-License-Identifier: MIT
log = []


def source(n):
    try:
        for i in range(n):
            log.append("s%d" % i)
            yield i
    finally:
        log.append("source done")


def double(items):
    try:
        for i in items:
            log.append("d%d" % i)
            yield i * 2
    finally:
        log.append("double done")


def take(n, items):
    for i, x in enumerate(items):
        if i == n:
            return
        yield x


print(list(take(2, double(source(5)))))
print(log)
log.clear()
for x in double(source(3)):
    if x == 2:
        break
print(log)
log.clear()
print(sum(double(source(3))), log[-2:])


def interleave(*its):
    its = [iter(i) for i in its]
    while its:
        for it in list(its):
            try:
                yield next(it)
            except StopIteration:
                its.remove(it)


print(list(interleave("abc", [1], range(7, 9))))


def permutations(items):
    if not items:
        yield []
    for i, x in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [x] + rest


print(len(list(permutations([1, 2, 3, 4]))), list(permutations("ab")))


def queens(n, placed=()):
    if len(placed) == n:
        yield placed
        return
    for c in range(n):
        if all(c != p and abs(c - p) != len(placed) - r for r, p in enumerate(placed)):
            yield from queens(n, placed + (c,))


print(len(list(queens(6))), next(queens(8)))
