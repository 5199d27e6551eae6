# Callbacks: phases, info, errors, a collection inside a callback.
# SPDX-License-Identifier: MIT
import gc
gc.disable()
gc.collect()
log = []


def cb(phase, info):
    log.append((phase, info["generation"], info["collected"], info["uncollectable"]))


gc.callbacks.append(cb)
gc.collect(0)
gc.collect(1)
l = [[]]
l[0].append(l)
del l
gc.collect()
gc.callbacks.remove(cb)
print(log)
gc.collect()
print(len(log), gc.callbacks)


def nested(phase, info):
    print(phase, "collect inside gives", gc.collect())


gc.callbacks.append(nested)
gc.collect()
gc.callbacks.clear()
order = []
gc.callbacks.extend([lambda p, i: order.append("a" + p), lambda p, i: order.append("b" + p)])
gc.collect()
print(order)
gc.callbacks[:] = []


class Trigger:
    def __del__(self):
        print("collect in a finalizer:", gc.collect())


t = Trigger()
t.me = t
del t
print(gc.collect() >= 1)
import sys
seen = []
sys.unraisablehook = lambda u: seen.append(str(u.exc_value))


def bad(phase, info):
    raise ValueError("from callback " + phase)


gc.callbacks.append(bad)
gc.collect()
gc.callbacks.clear()
print(seen)
