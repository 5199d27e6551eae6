# stderr: compare
# status: 1
# Two functions in turn are not folded.
# SPDX-License-Identifier: MIT
def ping(n):
    return 1 / n + pong(n - 1)


def pong(n):
    return ping(n - 1)


ping(6)
