# Random graphs, see _gc_random_graphs.py: run 4 of six.
# args: 4 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
