# Returning the million ints keeps them, until their last name goes. (M3)
# SPDX-License-Identifier: MIT
# sanitized: the sanitizer's own memory is counted too
import os

import psutil

process = psutil.Process(os.getpid())


def megabytes():
    return process.memory_full_info().uss / 1e6


def build():
    numbers = [n for n in range(1_000_000)]
    return numbers


before = megabytes()
numbers = build()
during = megabytes()
print("kept by returning them:", len(numbers), during - before > 30)

alias = numbers
del numbers
print("kept by another name:  ", megabytes() - before > 30)

del alias
print("given back:            ", megabytes() - before < (during - before) / 4)
