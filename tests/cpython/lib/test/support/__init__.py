# SPDX-License-Identifier: MIT
"""As much of test.support as CPython's tests of its collector need."""
import contextlib
import gc
import os
import unittest

verbose = False


class _AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


ALWAYS_EQ = _AlwaysEqual()


# Ouro keeps what these tests ask of CPython only.
def cpython_only(test):
    return test


def refcount_test(test):
    return test


def requires_subprocess():
    return unittest.skipUnless(hasattr(os, "posix_spawn"), "no second process")


def gc_collect():
    for _ in range(3):
        gc.collect()


@contextlib.contextmanager
def disable_gc():
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
