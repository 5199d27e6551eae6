# Products of matrices as lists of lists of floats: each number is an object of its own.
# SPDX-License-Identifier: MIT
def multiply(a, b):
    columns = list(zip(*b))
    return [[sum([x * y for x, y in zip(row, column)]) for column in columns] for row in a]


size = 110
a = [[(i * 3 + j * 7) % 11 / 8 for j in range(size)] for i in range(size)]
identity = [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]
result = identity
for turn in range(9):
    result = [[value % 10.0 for value in row] for row in multiply(result, a)]
print(sum(map(sum, result)), result[3][5])
