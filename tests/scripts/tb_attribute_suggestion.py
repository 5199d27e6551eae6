# stderr: compare
# status: 1
# An attribute that is nearly right.
# SPDX-License-Identifier: MIT
class Account:
    def __init__(self):
        self.balance = 5


Account().blance
