# A large old structure, see _gc_random_old.py: the first of six runs.
# args: 1 6 3 130000
# SPDX-License-Identifier: MIT
import _gc_random_old
