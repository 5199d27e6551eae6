# if, elif, else, while with else, break and continue.
# SPDX-License-Identifier: MIT
for n in range(-1, 4):
    if n < 0:
        print("negative")
    elif n == 0:
        print("zero")
    elif n in (1, 2):
        print("small")
    else:
        print("large")
i = 0
while i < 5:
    i += 1
    if i == 2:
        continue
    if i == 4:
        break
    print("i", i)
else:
    print("not printed")
while i:
    i -= 1
else:
    print("else with i", i)
while False:
    print("never")
else:
    print("else at once")
n = 27
steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
while True:
    while True:
        break
    else:
        print("never")
    break
if 1: print("one line")
if 0: pass
else: print("else one line")
if not None and not 0 and not "": print("all falsy")
x = 5
print("big" if x > 3 else "small", end="\n" if x else "")
if True:
    pass; print("semicolon"); pass
