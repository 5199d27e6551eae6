# stderr: compare
# status: 3
# SystemExit passes except Exception.
# SPDX-License-Identifier: MIT
import sys


def f():
    try:
        sys.exit(3)
    except Exception:
        print("not caught")
    finally:
        print("cleanup")


f()
print("not reached")
