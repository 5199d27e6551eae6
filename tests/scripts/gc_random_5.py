# Random graphs, see _gc_random_graphs.py: run 5 of six.
# args: 5 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
