# Attributes set, deleted and read at random, in all orders, on instances of several classes.
# SPDX-License-Identifier: MIT
import gc

gc.disable()
state = 12345


def below(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
    return (state >> 33) % n


class Few:
    pass


class Many:
    shared = "of the class"

    def method(self):
        return "method"


class Slots:
    __slots__ = ("slot", "__dict__")


class Own(list):
    pass


names = ["n%d" % i for i in range(36)]


def step(item, width):
    name = names[below(width)] if below(12) else ("shared", "method", "slot")[below(3)]
    action = below(8)
    try:
        if action < 4:
            setattr(item, name, below(100))
        elif action < 6:
            delattr(item, name)
        elif action == 6:
            return getattr(item, name) if name != "method" or name in vars(item) else item.method()
        else:
            return hasattr(item, name)
    except AttributeError as error:
        return str(error)
    return None


def direct(item):
    # Through inline caches.
    item.n3 = 1
    item.n1 = item.n3 + 1
    item.n2 = item.n1
    del item.n3
    item.n0 = item.n2
    return item.n0, item.n1


for width in (3, 5, 8, 36):
    for cls in (Few, Many, Slots, Own):
        for _ in range(60):
            item = cls()
            results = [step(item, width) for _ in range(below(40))]
            if below(3) == 0:
                results.append(direct(item))
            if below(10) == 0:
                results.append(vars(item).setdefault("n0", "set"))
                results += [step(item, width) for _ in range(5)]
            print(cls.__name__, [r for r in results if r is not None][-6:], list(item.__dict__.items()))
