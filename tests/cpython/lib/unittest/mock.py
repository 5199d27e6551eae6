# SPDX-License-Identifier: MIT
"""Nothing of unittest.mock: the one test that would use it needs a type made in C first."""
