# stderr: compare
# status: 1
# When the whole line is the expression there are no carets.
# SPDX-License-Identifier: MIT
def fail():
    undefined_function()


fail()
