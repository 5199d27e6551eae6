# stderr: compare
# status: 1
# Notes follow the message.
# SPDX-License-Identifier: MIT
e = ValueError("with notes")
e.add_note("the first note")
e.add_note("the second,\nin two lines")
raise e
