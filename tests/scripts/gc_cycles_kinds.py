# Cycles through every kind of container are found; live ones are left alone.
# SPDX-License-Identifier: MIT
import gc
import weakref
gc.disable()


class T:
    pass


def check(name, build):
    t = T()
    ref = weakref.ref(t)
    build(t)
    del t
    before = ref() is not None
    gc.collect()
    print(name, before, ref() is None)


def f_list(t): t.a = [t]
def f_dict(t): t.a = {"t": t}
def f_key(t): t.a = {t: 1}
def f_set(t): t.a = {t}
def f_frozen(t): t.a = frozenset([t])
def f_tuple(t): t.a = (t,)
def f_attr(t): t.a = t
def f_method(t): t.a = t.__init__
def f_closure(t): t.a = lambda: t
def f_default(t): t.a = lambda x=t: x
def f_gen(t):
    def g():
        yield t
    t.a = g()
    next(t.a)
def f_genexp(t): t.a = (x for x in [t])
def f_iter(t): t.a = iter([t])
def f_map(t): t.a = map(lambda x: x, [t])
def f_exc(t): t.a = ValueError(t)
def f_tb(t):
    try:
        raise ValueError(t)
    except ValueError as e:
        t.a = e
def f_class(t):
    class C:
        attr = t
    t.a = C
def f_instance(t):
    class C:
        pass
    t.a = C()
    t.a.b = t
def f_slots(t):
    class C:
        __slots__ = "s"
    t.a = C()
    t.a.s = t
def f_property(t): t.a = property(lambda self: t)
def f_nested(t): t.a = [({"x": [(t,)]},)]
def f_zip(t): t.a = zip([t], [t])
def f_enumerate(t): t.a = enumerate([t])
def f_dict_items(t): t.a = {1: t}.items()
def f_super(t): t.a = super(T, t)
def f_subclass(t):
    class L(list):
        pass
    t.a = L([t])
def f_partial_chain(t): t.a, t.b = [1], [[t]]
def f_live(t): live.append(t); t.a = t


live = []
for name, f in list(globals().items()):
    if name.startswith("f_"):
        check(name, f)
live.clear()
