# A large old structure, see _gc_random_old.py: run 2 of six.
# args: 2 5 4 70000
# SPDX-License-Identifier: MIT
import _gc_random_old
