# What a star import takes is named in __all__.
# SPDX-License-Identifier: MIT
__all__ = ["listed"]


def listed():
    return "listed"


def unlisted():
    return "unlisted"


_private = 1
