# stderr: compare
# status: 1
# Carets under text that is not ASCII.
# SPDX-License-Identifier: MIT
größe = {"é": 1}
print("é", größe["é"], "ü" + größe["ü"])
