# stderr: compare
# status: 1
# Methods, properties and lambdas in a traceback.
# SPDX-License-Identifier: MIT
class A:
    @property
    def p(self):
        return self.m(lambda: [][1])

    def m(self, f):
        return f()


A().p
