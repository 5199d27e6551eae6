# sys.getallocatedblocks() counts the blocks in use. (P10)
# SPDX-License-Identifier: MIT
import sys

start = sys.getallocatedblocks()
print("there are some:", start > 100)

words = ["word %d" % n for n in range(10_000)]
middle = sys.getallocatedblocks()
print("10,000 strings are at least 10,000 blocks:", middle - start >= 10_000)
print("and hardly more:", middle - start < 11_000)

words = None
end = sys.getallocatedblocks()
print("given back:", abs(end - start) < 500)
