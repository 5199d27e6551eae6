# SPDX-License-Identifier: MIT
"""copy.copy, of objects that know how."""


def copy(x):
    return type(x).__copy__(x)
