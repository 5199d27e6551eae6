# Modules that import each other.
# SPDX-License-Identifier: MIT
