# A count goes up with every other name and down when a name is deleted or rebound. (R2)
# SPDX-License-Identifier: MIT
import sys


def count(label):
    print(label.ljust(34), sys.getrefcount(thing) - 1)


thing = object()
count("one name")

second = thing
count("second = thing")

third = fourth = thing
count("third = fourth = thing")

del second
count("del second")

third = None
count("third = None")

(fourth, fifth) = (thing, thing)
count("fourth again, and fifth")

for sixth in (thing,):
    count("the loop's name, and its tuple")
count("after the loop the name remains")

del fourth, fifth, sixth
count("all the others are deleted")

if (walrus := thing) is thing:
    count("named in the middle of an if")
