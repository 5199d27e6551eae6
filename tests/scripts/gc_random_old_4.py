# A large old structure, see _gc_random_old.py: run 4 of six.
# args: 4 7 3 100000
# SPDX-License-Identifier: MIT
import _gc_random_old
