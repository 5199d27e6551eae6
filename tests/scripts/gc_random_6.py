# Random graphs, see _gc_random_graphs.py: run 6 of six.
# args: 6 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
