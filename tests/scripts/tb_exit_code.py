# stderr: compare
# status: 7
# SystemExit with a number.
# SPDX-License-Identifier: MIT
import sys
print("leaving")
try:
    sys.exit(7)
finally:
    print("finally")
