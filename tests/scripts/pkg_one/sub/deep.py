# A module two levels down.
# SPDX-License-Identifier: MIT
from .. import VALUE
from ..helper import TRIPLE
from . import NAME


def up():
    return VALUE, TRIPLE, NAME
