# Random graphs, see _gc_random_graphs.py: the first of six runs, about 50,000 operations each; more when asked for more rounds.
# args: 1 600
# SPDX-License-Identifier: MIT
import _gc_random_graphs
