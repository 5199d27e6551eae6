# stderr: compare
# status: 1
# A line indented with tabs.
# SPDX-License-Identifier: MIT
def f():
	if True:
		return 1 + None


f()
