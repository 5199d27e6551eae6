# Random graphs of all kinds of containers with finalizers, weak references and resurrections: what a
# collection finds, which finalizers and callbacks run, and what lives on.  Arguments: a seed, how many rounds.
# SPDX-License-Identifier: MIT
import gc
import sys
import types
import weakref

from _gc_random import Random, rounds_of

gc.disable()
seed, rounds = int(sys.argv[1]), rounds_of(int(sys.argv[2]))
random = Random(seed)
log = []
saved = []
made = 0
done = 0  # operations: an object made, a reference stored, a weak reference made


class Node:
    def __init__(self, name):
        self.name, self.kept = name, []


class Slotted:
    __slots__ = ("name", "kept", "__weakref__")

    def __init__(self, name):
        self.name, self.kept = name, []


class Finalized(Node):
    def __del__(self):
        log.append("del %d" % self.name)


class Saves(Node):
    # Comes back, once.
    def __del__(self):
        log.append("save %d" % self.name)
        saved.append(self)


class SavesOther(Node):
    def __del__(self):
        log.append("save others of %d" % self.name)
        saved.extend(x for x in self.kept[:2])


class Litters(Node):
    def __del__(self):
        log.append("litter %d" % self.name)
        node = Node(-self.name)
        node.me = node


class Own(list):
    # Without attributes: for those 3.11 would make a dict, and count it.
    def __init__(self, name):
        super().__init__()

    @property
    def kept(self):
        return self


class OwnDel(Own):
    def __del__(self):
        log.append("own list")


def function(name):
    kept = []

    def inner():
        return kept
    inner.name, inner.kept = name, kept
    return inner


def generator(name):
    kept = []

    def run():
        try:
            yield kept
        finally:
            log.append("closed %d" % name)
    g = run()
    next(g)
    holder = Node(name)
    holder.kept = kept
    holder.generator = g
    return holder


def klass(name):
    return type("K", (), {"name": name, "kept": []})


def namespace(name):
    ns = types.SimpleNamespace(name=name, kept=[])
    node = Node(name)
    node.ns, node.kept = ns, ns.kept
    return node


kinds = [Node, Node, Slotted, Slotted, Finalized, Finalized, Saves, SavesOther, Litters, Own, OwnDel, function, generator, klass, namespace]
wraps = [lambda x: x, lambda x: x, lambda x: [x], lambda x: (x,), lambda x: {"x": x}, lambda x: {1: (x, [x])}, lambda x: {id(x): x}, lambda x: (x, 1), lambda x: [[x], (1,)],
         lambda x: types.MethodType(len, x), lambda x: slice(x), lambda x: iter([x]), lambda x: (lambda: x), lambda x: weakref.ref(x, quiet), lambda x: frozenset([1, 2]), lambda x: types.CellType(x)]


def quiet(reference):
    # With a callback: a class has a shared reference already in 3.11.
    pass


def callback(name):
    return lambda r: log.append("callback %s %s" % (name, r()))


def group():
    # A random graph; all of it is dropped but for a few that are kept.
    global made, done
    count = 1 + random.below(12)
    nodes = []
    for _ in range(count):
        made += 1
        nodes.append(random.pick(kinds)(made))
    edges, references = random.below(3 * count + 1), random.below(count + 1)
    done += count + edges + references
    for _ in range(edges):
        random.pick(nodes).kept.append(random.pick(wraps)(random.pick(nodes)))
    for _ in range(references):
        node, other = random.pick(nodes), random.pick(nodes)
        made += 1
        r = random.below(4)
        reference = weakref.ref(node, callback(made)) if r else weakref.ref(node)
        if r == 1:
            other.kept.append(reference)
        elif r == 2:
            outside.append(reference)
        elif r == 3:
            outside.append((weakref.ref(other, callback(-made)), reference))
    if random.below(3) == 0:
        alive.append(random.pick(nodes))
    if random.below(4) == 0 and alive:
        random.pick(alive).kept.append(random.pick(nodes))
    log.append("-- drop %d" % made)


outside, alive = [], []

# First, one graph after the other, in which nothing has survived a collection: the order is that of tracking.
for step in range(rounds):
    for _ in range(2):
        group()
        alive.clear()
        print("collect %d: %d" % (step, gc.collect(random.below(3))), *log, "saved %d" % len(saved), sep="\n")
        log.clear()
        saved.clear()
        outside.clear()
        print(gc.collect(), *sorted(log))
        log.clear()

# Then all together. 3.11 does not keep the order among those that have survived a collection, so that nobody
# may depend on it.
for step in range(rounds):
    log.append("== %d" % step)
    for _ in range(random.below(6)):
        group()
    action = random.below(8)
    if action < 3:
        generation = random.below(3)
        found = gc.collect(generation)
        log.append("collect %d: %d" % (generation, found))
    elif action == 3 and alive:
        del alive[random.below(len(alive))]
    elif action == 4 and saved:
        log.append("saved %d" % len(saved))
        saved.clear()
    elif action == 5:
        outside.clear()
    elif action == 6 and alive:
        random.pick(alive).kept.clear()
    elif action == 7:
        found = gc.collect()
        log.append("collect: %d, again: %d" % (found, gc.collect()))
    print(*sorted(log), sep="\n")
    log.clear()
saved.clear()
alive.clear()
outside.clear()
print(gc.collect(), gc.collect(), *sorted(log), len(saved))
print("operations: %d" % done)
