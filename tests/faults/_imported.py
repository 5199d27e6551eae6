# Imported by imports.py.
# SPDX-License-Identifier: MIT
NAME = "imported"


def double(n):
    return n * 2
