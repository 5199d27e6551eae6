# Random graphs, see _gc_random_graphs.py: run 4 of six.
# args: 4 600
# SPDX-License-Identifier: MIT
import _gc_random_graphs
