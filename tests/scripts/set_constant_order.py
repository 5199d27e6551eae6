# A set of constants is copied from a constant that CPython makes twice.
# SPDX-License-Identifier: MIT
print({0x7fffffff, 7, 2, False}, {15, 7, 23, 31}, {"a", "b", "c", "d", "e"})
for item in {8, 16, 0, 24}:
    print(item, end=" ")
print([x for x in {7, 15, 2147483647}])


def f():
    return {7, 15, 23}, {23, 15, 7}, {15, 7, 23}


print(f())
print(f.__code__.co_consts)
