# stderr: compare
# status: 1
# A hook of one's own shows the exception.
# SPDX-License-Identifier: MIT
import sys


def hook(kind, value, tb):
    print("hook:", kind.__name__, value, tb is not None, file=sys.stderr)


sys.excepthook = hook
raise ValueError("shown by the hook")
