# Random graphs, see _gc_random_graphs.py: run 3 of six.
# args: 3 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
