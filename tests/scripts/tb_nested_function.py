# stderr: compare
# status: 1
# Nested functions and a class body.
# SPDX-License-Identifier: MIT
def outer():
    def inner():
        class Local:
            value = 1 / 0
        return Local
    return inner()


outer()
