# A package beside the script: submodules, relative imports, __init__, __all__.
# SPDX-License-Identifier: MIT
import sys
import pkg_one
import pkg_one.sub
import pkg_one.sub.deep as deep
from pkg_one import helper, VALUE as value
from pkg_one.helper import double as twice, TRIPLE
from pkg_one.stars import *

print(pkg_one.__name__, pkg_one.VALUE, value, twice(4), TRIPLE, helper.double(5))
print(pkg_one.sub.NAME, deep.up(), deep.__name__, deep.__package__)
print(sorted(n for n in globals() if n in ("listed", "unlisted", "_private")), listed())
print(pkg_one.helper is helper, sys.modules["pkg_one.helper"] is helper, "pkg_one.sub" in sys.modules)
print(pkg_one.__file__.endswith("__init__.py"), helper.__file__.endswith("helper.py"), __name__, pkg_one.__path__[0].endswith("pkg_one"))
import pkg_one.helper
print("imported once", pkg_one.helper.loads)


def inside():
    from pkg_one import helper as h
    import pkg_one.sub.deep
    return h is helper, pkg_one.sub.deep is deep


print(inside())
for code in ("import pkg_one.nothing", "from pkg_one import nothing", "import nothing_at_all", "from pkg_one.helper import nope", "import pkg_one.helper.double", "from pkg_one.fails import x", "from . import x"):
    try:
        exec(code)
    except ImportError as e:
        print(type(e).__name__, str(e).split(" (")[0], e.name)
    except ZeroDivisionError as e:
        print("ZeroDivisionError", e, "pkg_one.fails" in sys.modules)
print(__import__("pkg_one.sub").__name__, __import__("pkg_one.sub", fromlist=["NAME"]).__name__)
