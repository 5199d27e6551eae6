# stderr: compare
# status: 1
# A name that a module does not have.
# SPDX-License-Identifier: MIT
from sys import no_such_name
