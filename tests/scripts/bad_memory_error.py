# Requests that no machine can serve are MemoryErrors or OverflowErrors, and can be caught.
# SPDX-License-Identifier: MIT
for f in (lambda: "x" * (2 ** 62), lambda: [0] * (2 ** 60), lambda: (0,) * (2 ** 60), lambda: [0] * (2 ** 70), lambda: "ab" * (2 ** 63 - 1)):
    try:
        f()
        print("fine")
    except (MemoryError, OverflowError) as e:
        print(type(e).__name__, e)
print("still running", [1] * 3)
