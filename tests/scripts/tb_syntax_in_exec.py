# stderr: compare
# status: 1
# A syntax error in code given to exec.
# SPDX-License-Identifier: MIT
def f():
    exec("x = = 1")


f()
