# matrix = [numbers, numbers, numbers]: one list, held three times more. (R2)
# SPDX-License-Identifier: MIT
import sys

numbers = [1, 2, 3]
print("numbers alone:      ", sys.getrefcount(numbers) - 1)

matrix = [numbers, numbers, numbers]
print("three rows:         ", sys.getrefcount(numbers) - 1)
print("all rows are one:   ", matrix[0] is matrix[1] is matrix[2])

matrix[0].append(4)
print("a change shows in all:", matrix)

matrix.pop()
print("one row popped:     ", sys.getrefcount(numbers) - 1)

matrix[0] = None
print("one row replaced:   ", sys.getrefcount(numbers) - 1)

matrix = [numbers] * 3
print("[numbers] * 3:      ", sys.getrefcount(numbers) - 1)

del matrix
print("the matrix deleted: ", sys.getrefcount(numbers) - 1)
