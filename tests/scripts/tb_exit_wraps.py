# stderr: compare
# status: 44
# Only the low 8 bits of a code count.
# SPDX-License-Identifier: MIT
raise SystemExit(300)
