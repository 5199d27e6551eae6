# stderr: compare
# status: 255
# A negative code.
# SPDX-License-Identifier: MIT
import sys
sys.exit(-1)
