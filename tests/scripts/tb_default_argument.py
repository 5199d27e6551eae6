# stderr: compare
# status: 1
# Wrong arguments to a call.
# SPDX-License-Identifier: MIT
def area(width, height):
    return width * height


print(area(3, 4))
print(area(3, depth=4))
