# The other half.
# SPDX-License-Identifier: MIT
from . import a
NAME = "b"
early = hasattr(a, "NAME")


def value():
    return NAME + a.NAME
