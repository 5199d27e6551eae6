# A function that builds a list of a million ints and returns nothing gives the
# memory back when it ends. (M3)
# SPDX-License-Identifier: MIT
# guarded: blocks are larger than what is asked for
# sanitized: the sanitizer's own memory is counted too
import os

import psutil

process = psutil.Process(os.getpid())


def megabytes():
    return process.memory_full_info().uss / 1e6


def build():
    numbers = [n for n in range(1_000_000)]
    return megabytes()


before = megabytes()
during = build()
after = megabytes()
print("little before:           ", before < 40)
print("more than 30 MB during:  ", during - before > 30)
print("not more than 60 MB:     ", during - before < 60)
print("after: nine tenths back: ", after - before < (during - before) / 4)
