# Random graphs, see _gc_random_graphs.py: run 2 of six.
# args: 2 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
