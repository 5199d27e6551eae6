# stderr: compare
# status: 1
# from None hides the context.
# SPDX-License-Identifier: MIT
try:
    {}["k"]
except KeyError:
    raise ValueError("alone") from None
