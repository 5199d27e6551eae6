# A large old structure, see _gc_random_old.py: run 6 of six.
# args: 6 3 5 130000
# SPDX-License-Identifier: MIT
import _gc_random_old
