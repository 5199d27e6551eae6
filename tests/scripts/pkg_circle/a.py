# Half of a circle.
# SPDX-License-Identifier: MIT
from . import b
NAME = "a"


def value():
    return NAME + b.NAME
