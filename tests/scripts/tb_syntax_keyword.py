# stderr: compare
# status: 1
# A keyword as a name.
# SPDX-License-Identifier: MIT
class = 5
