# stderr: compare
# status: 0
# SystemExit without a code.
# SPDX-License-Identifier: MIT
import sys
print("ok")
sys.exit()
