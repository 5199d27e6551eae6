# for over everything, else, break, continue, changing what is iterated.
# SPDX-License-Identifier: MIT
for x in [1, 2, 3]:
    if x == 2:
        break
else:
    print("no")
print("broke at", x)
for x in ():
    print("never")
else:
    print("empty else", x)
for c in "ab":
    for d in "xy":
        if d == "y":
            continue
        print(c + d)
for k in {"p": 1, "q": 2}:
    print(k)
for k, v in {"p": 1}.items():
    print(k, v)
for i in range(10, 0, -3):
    print(i, end=" ")
print()
lst = [1, 2, 3]
for x in lst:
    if len(lst) < 6:
        lst.append(x * 10)
print(lst)
for x in lst:
    lst.remove(x)
print(lst)
d = {1: 1, 2: 2}
for code in ("d[k + 10] = 1", "del d[k]", "d[k] = 5"):
    try:
        for k in d:
            exec(code)
        print(d)
    except RuntimeError as e:
        print(e)
s = {1, 2}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as e:
    print(e)
for i in range(3):
    i = i * 10
    print(i, end=" ")
print(i)
items = [0, 0]
for items[0] in range(3):
    pass
print(items)
for x in reversed([1, 2]):
    for y in zip("ab", [x]):
        print(y)
try:
    for x in 5:
        pass
except TypeError as e:
    print(e)
