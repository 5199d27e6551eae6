# This half needs a name too early.
# SPDX-License-Identifier: MIT
from .d import later
name = 1
