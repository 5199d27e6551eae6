# SPDX-License-Identifier: MIT
"""string.ascii_letters."""

ascii_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
