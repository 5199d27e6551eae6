# slice objects: attributes, indices, equality, use.
# SPDX-License-Identifier: MIT
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None), slice(1, 2) == slice(1, 2), slice(1) == slice(2), slice("a", None, []), s.indices(5), slice(None).indices(3), slice(None, None, -1).indices(4), slice(-3, None).indices(10), slice(100, -100, -3).indices(7), slice(0, 0).indices(0))
print("abcdefghijk"[s], list(range(20))[s], (0, 1, 2, 3)[slice(2)], range(10)[slice(None, None, 3)], [1, 2, 3][slice(-1, None)])


class Show:
    def __getitem__(self, key):
        return key


show = Show()
print(show[1], show[1:2], show[:], show[::], show[1:2:3], show[1:2, 3], show[..., None], show[()], show["a":"b"], show[1,], show[:, ::2], show[lambda: 1].__name__, show[-1:], show[*[1, 2]], show[*(), 5])
for f in (lambda: slice(), lambda: slice(1, 2, 0).indices(5), lambda: slice("a").indices(5), lambda: hash(slice(1)), lambda: slice(1).indices(-1), lambda: slice(1, 2, 3, 4), lambda: slice(1) < slice("a"), lambda: [1][slice(1.5)], lambda: slice(1).indices("a")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(slice(1, 2) < slice(1, 3), slice(1) != slice(1), repr(slice(None, "x")), [list(range(6))[a:b:c] for a in (None, -2) for b in (None, 3) for c in (1, -1)])
