# SPDX-License-Identifier: MIT
"""Nothing of random: only tests with threads use it."""
