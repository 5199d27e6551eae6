# Random graphs, see _gc_random_graphs.py: the first of six runs, about 100,000 operations each.
# args: 1 1200
# SPDX-License-Identifier: MIT
import _gc_random_graphs
