# A million ints in a function, returned or not.
# SPDX-License-Identifier: MIT
# sanitized: the sanitizer's own memory is counted too
import gc
import os
import psutil

process = psutil.Process(os.getpid())


def mb():
    return process.memory_full_info().uss / 2 ** 20


def local():
    x = list(range(1_000_000))
    return mb()


def returned():
    return list(range(1_000_000))


start = mb()
print(local() - start > 20, mb() - start < 15)
x = returned()
print(mb() - start > 20, len(x), x[-1], sum(x))
x = None
print(mb() - start < 15)
gc.disable()
a = list(range(500_000))
a.append([a])
del a
print(mb() - start > 10, gc.collect(), mb() - start < 15)
