# SPDX-License-Identifier: MIT
"""What the scripts beside it share: the most that this process had resident. Runs on ouro and on CPython."""


def peak():
    """Bytes."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
