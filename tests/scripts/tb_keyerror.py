# stderr: compare
# status: 1
# KeyError shows the repr of its key.
# SPDX-License-Identifier: MIT
d = {}
d["it's"]
