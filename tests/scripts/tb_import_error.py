# stderr: compare
# status: 1
# A module that does not exist.
# SPDX-License-Identifier: MIT
def load():
    import no_such_module_anywhere
    return no_such_module_anywhere


load()
