# Allocation failure while modules are found, compiled and run.
# SPDX-License-Identifier: MIT
import sys
import _imported as other
from _imported import double

print(other.NAME, double(500), "_imported" in sys.modules, other.__name__)
