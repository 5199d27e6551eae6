# An int whose only reference a variable holds may become the next one: nobody must be able to tell.
import sys

BIG = 10**6


def counts(n):
    before = n
    n -= 1
    seen = [n]
    n -= 1
    seen.append(n)
    n += n
    n = n * 3
    n = n // 7 % 1000003
    return before, seen, n


print(counts(BIG), BIG)
print(counts(int("123456789")))


def same_again(n=BIG + 5):
    n += 1
    return n


print(same_again(), same_again(), same_again.__defaults__)


def loops():
    kept = []
    for i in range(1000, 1003):
        kept.append(i)
    for i in range(1000, 1010, 3):
        j = i
        i += 100000
        kept += [i, j]
    for i in range(254, 260):
        kept.append(i is int(str(i)))
    for i in range(260, 250, -2):
        i = i - 1
        kept.append((i, i is int(str(i))))
    return kept, i, [i + 1000 for i in range(2000, 2003)], i


print(loops())


def nested():
    total = 0
    for i in range(1000, 1004):
        for i in range(i, i + 3):
            total = total * 3 + i
    return total, i


print(nested())


def ends(value, by):
    steps = []
    for _ in range(4):
        value += by
        steps.append(value)
        value = value * 2 + 1
    return steps, type(value)


print(ends((1 << 62) - 3, 1), ends(-(1 << 62) + 3, -1), ends((1 << 61) + 1, 1 << 60))


def shared(n):
    def inner():
        return n

    m = n
    n += 1
    return m, inner(), [n, n][0], (lambda: n)()


print(shared(5000))


def shown(n):
    n += 1
    first = locals()
    m = first["n"]
    n += 1
    return m, sys._getframe().f_locals["n"], n


print(shown(7000))


def steps(n):
    while n < 3010:
        got = yield n
        n += got or 2


maker = steps(3000)
print(next(maker), next(maker), maker.send(4), list(maker))


def failing(n):
    n += 1
    kept = n
    try:
        n //= 0
    except ZeroDivisionError as error:
        print(error, n, kept)
    try:
        n <<= -1
    except ValueError as error:
        print(error, n)
    try:
        n += "a"
    except TypeError as error:
        print(error, n)
    return n


print(failing(4000))


def places(n):
    ids = [id(n)]
    n += 1
    ids.append(id(n))
    for i in range(5000, 5003):
        ids.append(id(i))
    return ids[0] != ids[1], ids[2] != ids[3], ids[3] != ids[4], n, sys.getrefcount(n) - sys.getrefcount(i)


print(places(int("70000")))


class Int(int):
    pass


def others(n, m):
    n += 1
    m += True
    n = (n + 1) // 2 + (n * 2 - 1) % 5
    return n, m, type(n), (m + 1) / 2, (m - 1) ** 2, -m // 2, (m | 1024) ^ 5, (m << 70) >> 69, (m + 5) & 1020


print(others(Int(9000), 10000), others(True, 300), others(9000, -10001))


def compared(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


for pair in ((1, 2), (2, 2), (3, 2), (-(1 << 61), 1 << 61), (BIG, BIG + 0)):
    print(compared(*pair))


def changed_while_read(n):
    pair = (n + 1000, n := n + 2000, n + 3000)
    rest = [n, n := n // 3, n]
    return pair, rest


print(changed_while_read(100000))
for i in range(1 << 62, (1 << 62) + 3):
    print(i)
for i in range((1 << 61) + 1, 1 << 63, 1 << 61):
    print(i)
i = 5000
for i in range(0):
    pass
print(i)
