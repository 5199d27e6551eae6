# What a script can ask about its own memory. (M2)
# SPDX-License-Identifier: MIT
import gc
import os
import sys
import weakref

import psutil

thing = {"a": 1}
print("references:", sys.getrefcount(thing) - 1)
print("bytes:", 0 < sys.getsizeof(thing) < 1000)
print("an empty string is smaller than a long one:", sys.getsizeof("") < sys.getsizeof("x" * 99))
print("blocks:", sys.getallocatedblocks() > 0)
print("objects:", len(gc.get_objects()) > 10)
print("collections:", len(gc.get_stats()))


class Watched:
    pass


watched = Watched()
refs = [weakref.ref(watched), weakref.ref(watched)]
print("weak references:", weakref.getweakrefcount(watched), refs[0] is refs[1])

process = psutil.Process(os.getpid())
print("this process:", process.pid == os.getpid())
info = process.memory_info()
full = process.memory_full_info()
print("resident, not more than mapped:", 0 < info.rss <= info.vms)
print("its own share, not more than resident:", 0 < full.uss <= full.rss * 2)
