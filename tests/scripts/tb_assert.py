# stderr: compare
# status: 1
# An assertion with a message.
# SPDX-License-Identifier: MIT
def check(x):
    assert x > 0, f"x must be positive, not {x}"
    return x


check(5)
check(-5)
