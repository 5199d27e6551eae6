# A module of the package, with a count of how often it was loaded.
# SPDX-License-Identifier: MIT
print("loading", __name__)
loads = 1
TRIPLE = 3


def double(x):
    return x * 2
