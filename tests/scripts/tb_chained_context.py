# stderr: compare
# status: 1
# During handling of the above exception ...
# SPDX-License-Identifier: MIT
def lookup(key):
    return {}[key]


def find(key):
    try:
        return lookup(key)
    except KeyError:
        raise ValueError("not found: " + key)


find("k")
