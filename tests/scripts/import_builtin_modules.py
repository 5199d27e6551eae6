# sys, gc, os, time, weakref as they are used.
# args: one two
# SPDX-License-Identifier: MIT
import gc, os, sys, time, weakref
from os import path
print(sys.argv[1:], sys.version_info[:2], sys.version_info >= (3, 11), sys.version_info.major, sys.maxsize == 2 ** 63 - 1, sys.byteorder, sys.platform)
print("sys" in sys.modules, sys.modules["gc"] is gc, type(sys).__name__, sys.__name__, isinstance(sys.path, list), sys.path[0] == os.path.dirname(os.path.abspath(__file__)))
t = time.time()
p = time.perf_counter()
m = time.monotonic()
time.sleep(0.01)
print(time.time() >= t, time.perf_counter() > p, time.monotonic() > m, type(time.perf_counter_ns()).__name__)
print(os.getpid() > 0, os.getpid() == os.getpid(), os.path.join("a", "b"), os.path.basename("/x/y.py"), os.path.exists("/no/such/file"), os.sep, os.getcwd() == os.getcwd(), os.environ.get("NO_SUCH_VARIABLE_HERE", "default"))
print(path is os.path, __file__.endswith("import_builtin_modules.py"), __name__, __doc__)
sys.stdout.write("written\n")
sys.stderr.write("")
print(sys.getsizeof(1) > 0, sys.getsizeof([], 5) > 0, sys.getrefcount(None) > 10, sys.intern("a") == "a", sys.exc_info(), sys.getrecursionlimit(), sys.hash_info.width, sys.float_info.max, sys.implementation.name in ("cpython", "ouro"))
