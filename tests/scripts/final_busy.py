# Finalizers and callbacks that make garbage, allocate, collect, switch the collector off and on, and change
# what is being collected.
# SPDX-License-Identifier: MIT
import gc
import weakref

gc.disable()
gc.collect()
log = []


class Node:
    def __init__(self, name, *kept):
        self.name, self.kept, self.me = name, list(kept), self

    def __del__(self):
        log.append(self.name)
        self.act()

    def act(self):
        pass


def trash(n):
    for _ in range(n):
        cycle = []
        cycle.append(cycle)


class Litters(Node):
    def act(self):
        trash(5)


class Allocates(Node):
    def act(self):
        self.kept = [[n, {n: str(n)}] for n in range(1000)]


class Collects(Node):
    def act(self):
        log.append(gc.collect())


class Switches(Node):
    def act(self):
        log.append(gc.isenabled())
        gc.enable()
        log.append(gc.isenabled())


class MakesMore(Node):
    def act(self):
        Node(self.name + "'s")


class Kills(Node):
    def act(self):
        for other in self.kept:
            other.me = None
            other.kept.clear()
        self.kept.clear()
        self.me = None


class Listens(Node):
    def act(self):
        # Made too late to be told.
        self.ref = weakref.ref(self, lambda r: log.append("callback"))


class Tracks(Node):
    def act(self):
        log.append((gc.is_tracked(self), gc.is_finalized(self), gc.is_tracked(self.kept)))


class Looks(Node):
    def act(self):
        log.append(sum(o is self for o in gc.get_objects()))
        log.append(sum(r is self for r in gc.get_referrers(self.kept[0])) if self.kept else None)


class Freezes(Node):
    def act(self):
        gc.freeze()
        gc.unfreeze()


class Thresholds(Node):
    def act(self):
        gc.set_threshold(1)
        gc.enable()
        [[] for _ in range(20)]
        gc.disable()
        gc.set_threshold(700, 10, 10)


def run(*nodes):
    # In a ring.
    for node, following in zip(nodes, nodes[1:] + nodes[:1]):
        node.kept.append(following)
    del node, following, nodes


def show(what):
    found = gc.collect()
    again = gc.collect()
    print(what, found, again, log, gc.isenabled())
    log.clear()
    gc.disable()


run(Node("a"), Node("b"), Node("c"))
show("nothing")
for kind in (Litters, Allocates, Collects, Switches, MakesMore, Kills, Listens, Tracks, Looks, Freezes, Thresholds):
    run(kind("first"), Node("second"), Node("third"))
    show(kind.__name__ + " first")
    run(Node("first"), kind("second"), Node("third"))
    show(kind.__name__ + " second")
    run(Node("first"), Node("second"), kind("third"))
    show(kind.__name__ + " third")
    run(kind("first"), kind("second"), kind("third"))
    show(kind.__name__ + " all")
    single = kind("single", [])
    single.me = None
    del single
    show(kind.__name__ + " by its count")

# Callbacks that do such things.
for kind in (Litters, Allocates, Collects, Switches, MakesMore, Freezes, Thresholds):
    nodes = [Node("x"), Node("y")]
    refs = [weakref.ref(node, lambda r, act=kind.act: act(helper)) for node in nodes]
    helper = kind("helper")
    run(*nodes)
    del nodes
    show("callback " + kind.__name__)
    print([r() for r in refs])
    del helper, refs
    gc.collect()
    log.clear()
