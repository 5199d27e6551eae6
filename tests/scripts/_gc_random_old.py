# A large structure of all kinds of containers that survives one full collection after the other, and is
# touched in few places between them: what each collection finds, which finalizers and callbacks run, and
# what weak references see.  Arguments: a seed, width and depth of a tree of clusters of ten objects, how many
# operations: a reference stored or taken away, or a few that belong together.
# SPDX-License-Identifier: MIT
import gc
import os
import sys
import types
import weakref

from _gc_random import Random, rounds_of

gc.disable()
seed, width, depth, wanted = map(int, sys.argv[1:])
wanted = rounds_of(wanted)
if "OURO_GC_STRESS" in os.environ:
    width, depth = min(width, 3), min(depth, 2)
random = Random(seed)
below, pick = random.below, random.pick
log = []    # what finalizers and callbacks say; sorted, since among old objects their order is free
# Who came back; since when there was a full collection; and another one. 3.11 takes for young again who came back
# when its count fell to 0, which may be within a collection; Ouro does not.
saved, waiting, old = [], [], []
done = 0    # operations
made = 0    # names


def new_name():
    global made
    made += 1
    return made


# ---- Members: all kinds of containers -------------------------------------------------------------

class Node:
    def __init__(self):
        self.name = new_name()


class Twin(Node):
    pass


class Slotted:
    __slots__ = ("name", "a", "b", "c", "__weakref__")

    def __init__(self):
        self.name = new_name()


class SlottedTwin(Slotted):
    __slots__ = ()


class Finalized(Node):
    def __del__(self):
        log.append("del %d" % self.name)


class FinalizedSlotted(Slotted):
    __slots__ = ()

    def __del__(self):
        log.append("del slotted %d" % self.name)


class Saves(Node):
    def __del__(self):
        log.append("save %d" % self.name)
        saved.append(self)


class Litters(Node):
    def __del__(self):
        log.append("litter %d" % self.name)
        node = Node()
        node.a = node


def function():
    content = None

    def inner():
        return content

    def put(x):
        nonlocal content
        content = x
    inner.put = put
    return inner


def generator():
    def run():
        kept = None
        while True:
            kept = yield kept
    g = run()
    next(g)
    return g


def closing():
    name = new_name()

    def run():
        kept = None
        try:
            while True:
                kept = yield kept
        finally:
            log.append("closed %d" % name)
    g = run()
    next(g)
    return g


# When a collection stops tracking a tuple or dict whose parts it stops tracking just then is 3.11's own affair;
# so these always hold a list.
def own_dict():
    return {"own": []}


def own_tuple():
    return ([],)


def module():
    return types.ModuleType("m")


def plain_class():
    return type("K", (), {})


def method():
    return types.MethodType(len, Node())


# 3.11 gives an instance a dict, and counts it, at names that the first instances of its class did not have.
for kind in (Node, Twin, Finalized, Saves, Litters):
    first = kind()
    for each in ("a", "b", "c", "d0", "d1", "d2", "d3", "b"):
        setattr(first, each, None)
    del first
log.clear()
saved.clear()

MAKERS = [list, list, own_dict, own_dict, set, set, Node, Node, Node, Slotted, Slotted, Finalized, FinalizedSlotted, Saves, Litters, function, function,
          generator, closing, types.CellType, types.CellType, types.SimpleNamespace, module, method, own_tuple, own_tuple]
HASHED = (Node, Twin, Slotted, SlottedTwin, Finalized, FinalizedSlotted, Saves, Litters, types.FunctionType, types.GeneratorType)
WRAPS = [lambda x: [x], lambda x: (x,), lambda x: (1, (x, x), {}), lambda x: {"x": x}, lambda x: {1: (x, [x])}, lambda x: [[x], (1,), {"k": 1}], lambda x: types.MethodType(len, x),
         lambda x: slice(x), lambda x: iter([x]), lambda x: (lambda: x), lambda x: types.CellType(x), lambda x: weakref.ref(x) if type(x) in HASHED else x,
         lambda x: staticmethod([x]), lambda x: property(x), lambda x: reversed([x]), lambda x: zip([x]), lambda x: {x} if type(x) in HASHED else x]


def make():
    if below(60) == 0:
        return plain_class()
    return pick(MAKERS)()


# ---- Storing in each kind, and taking from it -----------------------------------------------------

def store_list(to, x, other):
    r = below(12)
    if len(to) > 6:
        del to[:4]
    if r == 0 and to:
        to[0] = x
    elif r == 1 and to:
        to[-1] = x
    elif r == 2:
        to.insert(0, x)
    elif r == 3:
        to[1:2] = [x, 5]
    elif r == 4:
        to.extend((x,))
    elif r == 5:
        to += [x]
    elif r == 6 and to:
        # The key stores elsewhere while the list is sorted.
        to.sort(key=lambda item: (other is to or store(other, x, None), 0)[1], reverse=bool(below(2)))
    elif r == 7:
        to[::2] = [x] * len(to[::2])
    elif r == 8:
        to.append(x)
        to *= 2
    elif r == 9:
        to.reverse()
        to[len(to):] = (item for item in (x,))
    else:
        to.append(x)


def store_dict(to, x, other):
    r, key = below(10), below(6)
    if len(to) > 8:
        to.popitem()
        to.popitem()
    if r == 0:
        to.setdefault(key, x)
    elif r == 1:
        to.update({key: x})
    elif r == 2:
        to.update(a=x)
    elif r == 3:
        to |= {"b": x}
    elif r == 4:
        to.update([(key, x)])
    elif r == 5 and type(x) in HASHED:
        to[x] = key
    elif r == 6:
        to["text %d" % key] = x
    elif r == 7:
        to.update(zip("ab", (x, 1)))
    else:
        to[key] = x


def store_set(to, x, other):
    r = below(8)
    if type(x) not in HASHED:
        node = Node()
        node.a = x
        x = node
    if len(to) > 6:
        to.clear()
    if r == 0:
        to.update([x])
    elif r == 1:
        to |= {x}
    elif r == 2:
        to.symmetric_difference_update([x])
    elif r == 3:
        to.update({x: 1}, (x, x))
    elif r == 4:
        to ^= {x}
    else:
        to.add(x)


def store_node(to, x, other):
    r = below(12)
    if r == 0:
        vars(to)["a"] = x
    elif r == 1:
        to.__dict__ = {"name": to.name, "b": x}
    elif r == 2:
        setattr(to, "d%d" % below(4), x)
    elif r == 3 and type(to) is Node:
        to.a = x
        to.__class__ = Twin
    elif r == 4 and type(to) is Twin:
        to.__class__ = Node
        to.b = x
    elif r == 5:
        to.__dict__.update(c=x)
    elif r == 6:
        object.__setattr__(to, "a", x)
    else:
        setattr(to, pick("abc"), x)


def store_slotted(to, x, other):
    r = below(8)
    if r == 0 and type(to) is Slotted:
        to.__class__ = SlottedTwin
    elif r == 1 and type(to) is SlottedTwin:
        to.__class__ = Slotted
    elif r == 2:
        Slotted.a.__set__(to, x)
    else:
        setattr(to, pick("abc"), x)


def store_function(to, x, other):
    r = below(9)
    if r == 0:
        to.__defaults__ = (x,)
    elif r == 1:
        to.__kwdefaults__ = {"k": x}
    elif r == 2:
        to.__annotations__ = {"a": x}
    elif r == 3:
        to.__annotations__["b"] = x
    elif r == 4:
        to.attribute = x
    elif r == 5:
        to.__dict__["d"] = x
    elif r == 6 and to.__closure__:
        to.__closure__[0].cell_contents = x
    elif hasattr(to, "put"):
        to.put(x)


def store_generator(to, x, other):
    to.send(x)


def store_cell(to, x, other):
    to.cell_contents = x


def store_namespace(to, x, other):
    setattr(to, pick("abc"), x)


def store_nowhere(to, x, other):
    pass


STORE = {list: store_list, dict: store_dict, set: store_set, Node: store_node, Twin: store_node, Finalized: store_node, Saves: store_node, Litters: store_node,
         Slotted: store_slotted, SlottedTwin: store_slotted, FinalizedSlotted: store_slotted, types.FunctionType: store_function,
         types.GeneratorType: store_generator, types.CellType: store_cell, types.SimpleNamespace: store_namespace,
         types.ModuleType: store_namespace, type: store_namespace}


def store(to, x, other):
    STORE.get(type(to), store_nowhere)(to, x, other)


def empty(to):
    # Takes one or all of what it refers to.
    kind = type(to)
    if kind is list:
        r = below(4)
        if r == 0:
            to.clear()
        elif r == 1:
            del to[::2]
        elif r == 2:
            to[:] = []
        elif to:
            to.pop()
    elif kind is dict:
        if below(2):
            to.clear()
            to["own"] = []
        elif len(to) > 1:
            to.popitem()
    elif kind is set:
        to.clear()
    elif kind in (Slotted, SlottedTwin, FinalizedSlotted):
        for name in "abc":
            if hasattr(to, name):
                delattr(to, name)
    elif kind is types.CellType:
        if below(2):
            to.cell_contents = None
        elif to != types.CellType():
            del to.cell_contents
    elif kind is types.GeneratorType:
        to.send(None)
    elif kind is types.FunctionType:
        to.__defaults__ = to.__kwdefaults__ = None
        to.__annotations__ = {}
        if hasattr(to, "put"):
            to.put(None)
    elif STORE.get(kind) is store_node:
        if below(2):
            to.__dict__ = {"name": to.name}
        else:
            for name in "abc":
                vars(to).pop(name, None)
    elif kind in (types.SimpleNamespace, types.ModuleType, type):
        for name in "abc":
            if name in vars(to):
                delattr(to, name)


# ---- The structure --------------------------------------------------------------------------------

# Clusters refer within themselves mostly, so that each piece of garbage is small; they hang on a tree of lists,
# deep enough that what is near its root is a part of it.
SIZE, WATCHED = 10, 400


def new_cluster():
    global done
    done += SIZE
    members = [make() for _ in range(SIZE)]
    for _ in range(SIZE):
        connect(members)
    return members


def connect(members):
    i = below(SIZE)
    to, x, r = members[i], pick(members), below(16)
    if r < 5:
        x = WRAPS[below(len(WRAPS))](x)
    elif r == 5:
        x = pick(pick_cluster()) if world else x
    if type(to) is tuple:
        members[i] = (x, pick(members)) if below(4) else (1, [])
    elif type(to) is types.MethodType:
        members[i] = types.MethodType(len, x)
    else:
        store(to, x, pick(members))


def pick_cluster():
    at = world
    for _ in range(depth):
        at = at[below(width)]
    return at


def tree(levels):
    return [tree(levels - 1) for _ in range(width)] if levels else new_cluster()


def watch(x):
    if type(x) in HASHED:
        name = new_name()
        watched[name % WATCHED] = weakref.ref(x, lambda r: log.append("callback %d %s" % (name, r()))) if below(2) else weakref.ref(x)


# ---- What happens to it ---------------------------------------------------------------------------

def replace(members):
    members[below(SIZE)] = make()


def clear_one(members):
    empty(pick(members))


def move(members):
    # The last reference to a member moves into another one, or into itself.
    i = below(SIZE)
    x = members[i]
    members[i] = make()
    store(pick(members) if below(3) else x, x, pick(members))


def ring(members):
    # Some become a cycle that nobody else holds.
    count, start = 1 + below(5), below(SIZE)
    chosen = [(start + i) % SIZE for i in range(count)]
    for i in range(count):
        store(members[chosen[i]], members[chosen[i - 1]], pick(members))
    for i in chosen:
        members[i] = make()


def hang_old_on_new(members):
    i = below(SIZE)
    node = pick((Node, Finalized, Slotted))()
    node.a, node.b = node, members[i]
    members[i] = make()


def hang_new_on_old(members):
    i = below(SIZE)
    x = members[i]
    store(x, x, pick(members))
    fresh = make()
    store(fresh, fresh, x)
    store(x, pick(WRAPS)(fresh), fresh)
    members[i] = make()


def touch(members):
    # References come and go; nothing changes.
    x = pick(members)
    kept = [x, (x,), {"x": x}]
    del kept, x


def drop_cluster(members):
    watch(pick(members))
    members[:] = new_cluster()


def take_saved(members):
    for each in sorted(old, key=lambda node: node.name)[:below(3)]:
        members[below(SIZE)] = each
    old.clear()


def watch_one(members):
    watch(pick(members))


def exchange(members):
    other, i = pick_cluster(), below(SIZE)
    members[i], other[i] = other[i], members[i]


ACTIONS = [connect] * 40 + [clear_one] * 6 + [replace] * 6 + [move] * 4 + [ring] * 3 + [hang_old_on_new] * 2 + [hang_new_on_old] * 2 + [touch] * 3 + [watch_one] * 4
RARE = [drop_cluster, take_saved, exchange]


def operate(count):
    global done
    for _ in range(count):
        (pick(RARE) if below(60) == 0 else pick(ACTIONS))(pick_cluster())
    done += count


def collect(generation):
    found = gc.collect(generation)
    print(generation, found, sum(r() is not None for r in watched if r), len(saved), len(old), *sorted(log))
    log.clear()
    if generation == 2:
        old.extend(waiting)
        waiting[:] = saved
        saved.clear()


world, watched = [], [None] * WATCHED
world = tree(depth)
collect(2)
while done < wanted:
    operate(pick((1, 3, 30, 100, 300, 600)))
    if below(4) == 0:
        collect(below(2))
        operate(below(20))
    collect(2)
    if below(20) == 0:
        collect(2)
world = None
for _ in range(4):
    collect(2)
    old.clear()
print("operations: %d" % done)
