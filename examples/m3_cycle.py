# Two lists of half a million ints that contain each other keep their memory until
# the collector looks. (M3)
# SPDX-License-Identifier: MIT
# sanitized: the sanitizer's own memory is counted too
import gc
import os

import psutil

process = psutil.Process(os.getpid())


def megabytes():
    return process.memory_full_info().uss / 1e6


def build():
    first = [n for n in range(500_000)]
    second = [n for n in range(500_000, 1_000_000)]
    first.append(second)
    second.append(first)


gc.collect()
gc.disable()
before = megabytes()
build()
during = megabytes()
print("the function has ended, the memory is still used:", during - before > 30)
print("collected:", gc.collect() >= 2)
after = megabytes()
print("given back:", after - before < (during - before) / 4)
