# How many objects a collection finds, for each kind of garbage.
# SPDX-License-Identifier: MIT
import gc
import types
import weakref

gc.disable()
gc.collect()


class Node:
    pass


class Slotted:
    __slots__ = ("a", "b")


class Weakly:
    __slots__ = ("a", "__weakref__")


class Finalized:
    def __del__(self):
        pass


def lists(n):
    items = []
    for _ in range(n):
        items.append([items])


def dicts(n):
    first = {}
    for i in range(n):
        first[i] = {"first": first}


def tuples(n):
    holder = []
    for _ in range(n):
        holder.append((holder, 1))


def sets(n):
    holder = [frozenset([i]) for i in range(n)]
    node = Node()
    node.set = {node}
    node.more = [{node} for _ in range(n)]
    holder.append(holder)


def frozen(n):
    node = Node()
    node.sets = [frozenset([node, i]) for i in range(n)]


def atoms(n):
    holder = [(1, 2.5, "x"), {"k": 1}, {1, 2}, frozenset([3]), [4], (), range(3), b"x"] * n
    holder.append(holder)


def functions(n):
    for _ in range(n):
        def f():
            return f


def defaults(n):
    for _ in range(n):
        def f(a=[]):
            pass
        f.__defaults__[0].append(f)


def closures(n):
    for _ in range(n):
        a = b = c = []

        def f():
            return a, b, c, f


def lambdas(n):
    for i in range(n):
        d = {}
        d["f"] = lambda d=d: d


def methods(n):
    for _ in range(n):
        node = Node()
        node.m = types.MethodType(len, node)


def slotted(n):
    for _ in range(n):
        s = Slotted()
        s.a, s.b = s, [s]


def weakly(n):
    for _ in range(n):
        w = Weakly()
        w.a = [w, weakref.ref(w), weakref.ref(w, print), weakref.proxy(w)]


def finalized(n):
    for _ in range(n):
        f = Finalized()
        f.me = f


def generators(n):
    def g(held):
        held.append(1)
        yield held
    for _ in range(n):
        held = []
        held.append(g(held))
        next(held[0])


def unstarted(n):
    def g(held):
        yield held
    for _ in range(n):
        held = []
        held.append(g(held))


def classes(n):
    for _ in range(n):
        class C:
            def m(self):
                pass

            @property
            def p(self):
                return 1

            @staticmethod
            def s():
                pass


def small_classes(n):
    for _ in range(n):
        type("T", (), {})


def slotted_classes(n):
    for _ in range(n):
        type("T", (), {"__slots__": ("a", "b")})


def modules(n):
    for _ in range(n):
        m = types.ModuleType("m")
        m.me = m


def cells(n):
    for _ in range(n):
        c = types.CellType()
        c.cell_contents = [c]


def iterators(n):
    for _ in range(n):
        holder = []
        holder += [iter(holder), enumerate(holder), zip(holder, holder), map(str, holder), filter(None, holder), reversed(holder), iter({1: 2}), iter(())]


def slices(n):
    for _ in range(n):
        holder = []
        holder.append(slice(holder))


def properties(n):
    for _ in range(n):
        holder = []
        holder += [property(holder), staticmethod(holder.append), classmethod(holder.append), super(Node, Node())]


def namespaces(n):
    for _ in range(n):
        ns = types.SimpleNamespace()
        ns.me = ns


def views(n):
    for _ in range(n):
        d = {}
        d[1] = [d.items(), d.keys(), d.values(), types.MappingProxyType(d)]


def errors(n):
    for _ in range(n):
        try:
            raise ValueError
        except ValueError as e:
            kept = e
        del kept


def errors_kept(n):
    for _ in range(n):
        e = ValueError()
        e.args = (e,)


def with_dict(n):
    for _ in range(n):
        node = Node()
        node.me = node
        node.__dict__["more"] = 1


def deep(n):
    top = last = []
    for _ in range(n):
        last.append([])
        last = last[0]
    last.append(top)


def hanging(n):
    # Not in the cycle, but only reached from it.
    cycle = []
    cycle.append(cycle)
    for _ in range(n):
        cycle.append([[], ({},), {1: []}])


for kind in (lists, dicts, tuples, sets, frozen, atoms, functions, defaults, closures, lambdas, methods, slotted, weakly, finalized, generators, unstarted, classes, small_classes,
             slotted_classes, modules, cells, iterators, slices, properties, namespaces, views, errors, errors_kept, with_dict, deep, hanging):
    counts = []
    for n in (1, 2, 10):
        kind(n)
        counts.append(gc.collect())
    print(kind.__name__, counts, gc.collect())
for kind in (lists, tuples, functions, slotted, deep):
    kind(3)
    print(kind.__name__, gc.collect(0), end=" ")
    kind(3)
    print(gc.collect(1), gc.collect(2))
