# And this one too.
# SPDX-License-Identifier: MIT
from .c import name
later = 2
