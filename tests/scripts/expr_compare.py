# Chained comparisons, identity, membership and mixed types.
# SPDX-License-Identifier: MIT
def noisy(n):
    print("noisy", n)
    return n


print(1 < 2 < 3, 1 < 2 > 1, 3 > 2 == 2, 1 < 3 < 2)
print(noisy(1) < noisy(0) < noisy(5))
print(noisy(1) < noisy(2) < noisy(3) > noisy(0))
print(1 == 1.0, 1 == True, 0 == False, "1" == 1, None == 0, [] == (), (1, 2) == (1.0, 2.0))
print(1 in [1, 2], 3 not in [1, 2], "b" in "abc", "" in "abc", "ac" in "abc", 2 in {1: 2}, 1 in {1: 2})
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], (2,) > (1, 5), [] < [0], "a" < "b", "Z" < "a", "" < "a")
print(None is None, [] is [], 1 != 2)
for left, right in ((1, "a"), (None, 1), ([], ()), ({}, {}), (1, None), ("a", 1.5)):
    for name, compare in (("<", lambda a, b: a < b), (">=", lambda a, b: a >= b)):
        try:
            print(compare(left, right))
        except TypeError as e:
            print(name, e)
for container in (1, None, 2.5):
    try:
        print(1 in container)
    except TypeError as e:
        print(e)
try:
    print(1 in "abc")
except TypeError as e:
    print(e)
print({1, 2} < {1, 2, 3}, {1} <= {1}, {1} < {1}, {1} > set())
nan = float("nan")
print(nan == nan, nan != nan, nan in [nan], [nan] == [nan], nan < 1, nan > 1)
