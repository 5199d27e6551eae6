# stderr: compare
# status: 1
# The above exception was the direct cause ...
# SPDX-License-Identifier: MIT
def convert(text):
    try:
        return int(text)
    except ValueError as e:
        raise RuntimeError("cannot convert") from e


convert("abc")
