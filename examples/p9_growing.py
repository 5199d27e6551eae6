# A growing list stays the same object; only its array of references moves. (P9)
# SPDX-License-Identifier: MIT
import sys

numbers = []
place = id(numbers)
sizes = []
for n in range(1000):
    numbers.append(n)
    size = sys.getsizeof(numbers)
    if not sizes or sizes[-1] != size:
        sizes.append(size)

print("the same list:", id(numbers) == place, len(numbers))
print("its array grew in a few steps, not a thousand:", 5 < len(sizes) < 100)
print("each step larger than the last:", sizes == sorted(sizes))

while len(numbers) > 10:
    numbers.pop()
print("popped to ten:", numbers, id(numbers) == place)
print("it shrank as well:", sys.getsizeof(numbers) < sizes[-1] / 4)

numbers.clear()
print("an empty list has no array:", sys.getsizeof(numbers) == sys.getsizeof([]))
