# Allocation failure in generators: send, throw, close, yield from, expressions.
# SPDX-License-Identifier: MIT
def averager():
    total = count = 0
    try:
        while True:
            total += yield total / count if count else None
            count += 1
    finally:
        print("closed after", count)


def chained():
    result = yield from (n * n for n in range(20, 23))
    yield result
    yield from [1000, 2000]


average = averager()
next(average)
print(average.send(10), average.send(20))
average.close()
print(list(chained()), list(zip("ab", chained())))
