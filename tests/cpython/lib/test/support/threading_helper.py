# SPDX-License-Identifier: MIT
"""test.support.threading_helper, where there are no threads."""
import unittest


def requires_working_threading():
    return unittest.skip("no threads")
