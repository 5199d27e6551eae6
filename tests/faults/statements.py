# Allocation failure while the compiler works: one of each statement, unpacking, with, del, assert.
# SPDX-License-Identifier: MIT
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        return True


first, *middle, last = range(400, 406)
with Manager() as manager, Manager():
    assert middle, "a message"
    raise KeyError(first)
for n in middle:
    if n % 2:
        continue
    elif n > 403:
        break
else:
    print("not reached")
while (n := n - 1) > 400:
    pass
del first, last
print(n, [*middle], {**{"a": 1}}, n if n else None, 1 < n <= 400, not n, ~n)
