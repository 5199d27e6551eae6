# The same random numbers everywhere, and how much of its work a script with them is to do.
# SPDX-License-Identifier: MIT
import os


class Random:
    def __init__(self, seed):
        self.state = seed * 2 + 1

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 33) % n

    def pick(self, items):
        return items[self.below(len(items))]


def rounds_of(full):
    # A tenth with a collection at every allocation; else as the runner says.
    if "OURO_GC_STRESS" in os.environ:
        return full // 10
    return full * int(os.environ.get("OURO_TEST_EFFORT", 100)) // 100
