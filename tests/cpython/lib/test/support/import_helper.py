# SPDX-License-Identifier: MIT
"""test.support.import_helper: a module, or the test is skipped."""
import unittest


def import_module(name):
    try:
        return __import__(name)
    except ImportError as error:
        raise unittest.SkipTest(str(error))
