# A package inside the package.
# SPDX-License-Identifier: MIT
from ..helper import double
NAME = "sub of " + __package__
TWICE = double(1)
