# A float takes the place of the float that died last. (C4)
# SPDX-License-Identifier: MIT
v1 = float("3.14")
i = id(v1)
del v1
v2 = float("9.999")
print("the same place:", id(v2) == i, v2)

# A hundred places are remembered; the last one given back is the first one used.
many = list(map(float, range(50)))
places = [id(f) for f in many]
while many:
    many.pop()
again = list(map(float, range(100, 150)))
print("fifty again, in order:", [id(f) for f in again] == places)
print("values:", again[0], again[49])
