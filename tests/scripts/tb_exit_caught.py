# stderr: compare
# status: 0
# SystemExit can be caught.
# SPDX-License-Identifier: MIT
import sys
try:
    sys.exit(9)
except SystemExit as e:
    print("caught", e.code, e)
