# stderr: compare
# status: 1
# Code from exec has no source lines to show.
# SPDX-License-Identifier: MIT
exec("def f():\n    raise ValueError('in exec')\n")
f()
