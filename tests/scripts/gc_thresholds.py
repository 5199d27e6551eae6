# When automatic collections run, and of which generation.
# SPDX-License-Identifier: MIT
import gc


class Box:
    __slots__ = ("x",)


seen = []


def watch(phase, info):
    if phase == "stop":
        seen.append(info["generation"])


gc.callbacks.append(watch)


def run(n, *threshold):
    gc.set_threshold(100000, 1000, 1000)
    gc.collect()
    seen.clear()
    keep = [None] * n
    gc.set_threshold(*threshold)
    for i in range(n):
        keep[i] = Box()
    gc.set_threshold(100000, 1000, 1000)
    return "".join(map(str, seen))


print(len(run(1000, 100)), len(run(1000, 0)), run(600, 10, 2, 100)[:30])
a = run(5000, 50, 10, 100)
print(a[:24], len(a))
gc.disable()
print(repr(run(1000, 10)))
gc.enable()


def churn(n):
    for _ in range(n):
        Box()


gc.collect()
gc.set_threshold(50, 10, 10)
seen.clear()
churn(10000)
print("made and dropped at once:", seen)
gc.collect()
seen.clear()
for _ in range(300):
    b = Box()
    b.x = b
print("garbage in cycles:", seen)
gc.callbacks.clear()
