# A package used by the import scripts.
# SPDX-License-Identifier: MIT
print("loading pkg_one")
VALUE = 11
from . import helper
