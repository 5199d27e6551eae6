# gc.callbacks: what they are told, errors in them, and what they may do to the list and the collector.
# SPDX-License-Identifier: MIT
# stderr: compare
import gc

gc.disable()
gc.collect()
seen = []


def tell(phase, info):
    seen.append((phase, dict(sorted(info.items()))))


def show():
    for phase, info in seen:
        print(phase, info)
    seen.clear()


def garbage(n):
    for _ in range(n):
        cycle = []
        cycle.append(cycle)


gc.callbacks.append(tell)
garbage(3)
for generation in (0, 1, 2):
    print(gc.collect(generation))
show()

# Within a callback a collection does nothing.
inner = []


def collect(phase, info):
    inner.append((phase, gc.collect(), gc.isenabled()))


gc.callbacks.append(collect)
garbage(2)
print(gc.collect(), inner)
show()
gc.callbacks.remove(collect)


# Garbage made in a callback waits for the next one.
def litter(phase, info):
    garbage(1)


gc.callbacks.append(litter)
print(gc.collect(), gc.collect(), gc.collect())
gc.callbacks.remove(litter)
print(gc.collect(), gc.collect())
seen.clear()


# An error is told and the others are called.
class Fail:
    def __repr__(self):
        return "<fail>"

    def __call__(self, phase, info):
        raise RuntimeError(phase + " refused")


fail = Fail()
gc.callbacks.insert(0, fail)
gc.callbacks.append(7)
garbage(1)
print(gc.collect())
show()
gc.callbacks.remove(fail)
gc.callbacks.remove(7)


# The same info goes to all of them; the list may change while it is used.
def change(phase, info):
    info["added"] = 1
    if phase == "stop":
        gc.callbacks.remove(change)


gc.callbacks.insert(0, change)
print(gc.collect())
show()
print(gc.callbacks == [tell])


class Bound:
    def __call__(self, phase, info):
        print("called", phase, info["generation"])


gc.callbacks[:] = [Bound()]
gc.collect(1)
gc.callbacks.clear()
gc.collect()
# Another list under that name is of no effect.
held = gc.callbacks
gc.callbacks = [tell]
gc.collect()
show()
gc.callbacks = held
# Automatic collections tell as well.
gc.callbacks.append(tell)
gc.set_threshold(10, 2, 2)
gc.enable()
kept = []
while len(seen) < 16:
    kept.append([])
gc.disable()
gc.callbacks.clear()
print([(phase, info["generation"]) for phase, info in seen])
