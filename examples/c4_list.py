# A list takes the place of the list that died last. (C4)
# SPDX-License-Identifier: MIT
first = [3]
place = id(first)
del first
second = [1, 2]
print("[1, 2] where [3] was:", id(second) == place, second)

again = [None] * 40
many = [[n] for n in range(40)]
places = [id(item) for item in many]
while many:
    many.pop()
for n in range(40):
    again[n] = [n, n]
print("forty again, in order:", list(map(id, again)) == places)
print("with what belongs there:", again[0], again[39])
