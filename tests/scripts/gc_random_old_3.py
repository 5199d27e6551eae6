# A large old structure, see _gc_random_old.py: run 3 of six.
# args: 3 12 1 200000
# SPDX-License-Identifier: MIT
import _gc_random_old
