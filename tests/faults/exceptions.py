# Allocation failure while exceptions are raised, chained, caught and cleaned up after.
# SPDX-License-Identifier: MIT
class Trouble(Exception):
    def __init__(self, code):
        super().__init__(f"trouble {code}")
        self.code = code


def risky(n):
    try:
        return 1000 // n
    except ZeroDivisionError as error:
        raise Trouble(n) from error
    finally:
        print("tried", n)


for n in (3, 0):
    try:
        print(risky(n))
    except Trouble as trouble:
        print(trouble, trouble.code, repr(trouble.__cause__))
