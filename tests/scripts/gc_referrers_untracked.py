# get_referrers finds whoever keeps an object, untracked tuples and dicts too, where 3.11 is blind.
# SPDX-License-Identifier: MIT
# ouro only
import gc


class Kept:
    pass


def who(x, *names):
    found = gc.get_referrers(x)
    return sorted(type(r).__name__ for r in found if r is not globals() and not any(r is n for n in names))


text = "".join(["a", " text", " of its own"])
pair = (text, 1)
entry = {1: text}
key = {text: 1}
gc.collect()
print(gc.is_tracked(pair), gc.is_tracked(entry), gc.is_tracked(key))
print(who(text), [any(r is h for r in gc.get_referrers(text)) for h in (pair, entry, key)])
deeper = (pair, (pair, 2.5))
print(who(pair), who(deeper[1]))
frozen = frozenset([text])
part = slice(text, None)
print(who(text))
del pair, entry, key, deeper, frozen, part
print(who(text))


def default(x=text):
    return x


print(who(text), [any(d is r for r in gc.get_referrers(text)) for d in [default.__defaults__]])
kept = Kept()
kept.text = text
number = 12345678901
both = (text, number)
found = gc.get_referrers(text, number)
print(sum(r is both for r in found), sum(r is kept for r in found), found.count(both))
gc.freeze()
print(any(r is kept for r in gc.get_referrers(text)))
gc.unfreeze()


class Dies:
    def __del__(self):
        print("while it is collected:", any(r is self for r in gc.get_referrers(self.kept)))


dying = Dies()
dying.kept, dying.me = [1], dying
del dying
gc.collect()
