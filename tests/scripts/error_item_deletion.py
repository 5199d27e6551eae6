# Deleting items of what has none to delete: two wordings, as in 3.11.
# SPDX-License-Identifier: MIT
class P: pass
for o in (P(), P, 1, "s", b"s", (), frozenset(), object(), None, range(3), len, {1}, iter([]), lambda: 0, ValueError(), 1.5):
    for k in (0, "a", 1.5):
        try:
            del o[k]
        except TypeError as e:
            print(type(o), k, e)
