# SPDX-License-Identifier: MIT
"""Run one of CPython's test files on Ouro: main.py LIBRARY MODULE.

LIBRARY is the folder of CPython's library. For each test there is a line `passed NAME`,
`failed NAME` or `skipped NAME: REASON`; why one failed is told on stderr.
"""
import os
import sys


def run_one(test):
    import unittest
    name = test.id()
    try:
        test.debug()
    except unittest.SkipTest as reason:
        print("skipped %s: %s" % (name, reason), flush=True)
    except BaseException as error:
        print("failed %s" % name, flush=True)
        print("--", name, file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)
    else:
        print("passed %s" % name, flush=True)


def main():
    sys.cpython_library, name = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    # Stand-ins first; what CPython has in plain Python then works as it is.
    sys.path[:] = [os.path.join(here, "lib"), sys.cpython_library]
    import unittest
    module = __import__("test." + name, None, None, ["*"])
    tests = list(unittest.TestLoader().loadTestsFromModule(module))
    getattr(module, "setUpModule", int)()
    while tests:
        run_one(tests.pop(0))
    getattr(module, "tearDownModule", int)()


main()
