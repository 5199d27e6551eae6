# stderr: compare
# status: 130
# KeyboardInterrupt raised by hand: the status is 130 for the shell.
# SPDX-License-Identifier: MIT
print("working")
raise KeyboardInterrupt
