# stderr: compare
# status: 1
# Raising a caught exception later adds to its traceback.
# SPDX-License-Identifier: MIT
def make():
    try:
        raise ValueError("kept")
    except ValueError as e:
        return e


def throw(e):
    raise e


kept = make()
throw(kept)
