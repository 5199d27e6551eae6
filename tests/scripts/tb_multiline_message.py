# stderr: compare
# status: 1
# A message of several lines.
# SPDX-License-Identifier: MIT
raise ValueError("line one\nline two\n\nline four")
