# A large old structure, see _gc_random_old.py: run 5 of six.
# args: 5 30 2 50000
# SPDX-License-Identifier: MIT
import _gc_random_old
