# stderr: compare
# status: 1
# SystemExit with a text: printed, status 1.
# SPDX-License-Identifier: MIT
raise SystemExit("the reason")
