# stderr: compare
# status: 1
# A call over several lines.
# SPDX-License-Identifier: MIT
def add(*args):
    return sum(args)


result = add(
    1,
    2,
    "three",
)
