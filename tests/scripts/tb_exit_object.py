# stderr: compare
# status: 1
# Any other object is printed.
# SPDX-License-Identifier: MIT
import sys
sys.exit([1, "two"])
