# stderr: compare
# status: 1
# An exception without a message.
# SPDX-License-Identifier: MIT
class Silent(Exception):
    pass


raise Silent
