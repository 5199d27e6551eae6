# A module that cannot be loaded.
# SPDX-License-Identifier: MIT
x = 1
y = 1 / 0
