# SPDX-License-Identifier: MIT
"""Cases that are run with every interpreter that is here: does it run on Ouro, and run as before?"""
import tempfile

import harness
from common import (Failed, Skipped, check_sums, compile_c, expect, expect_equal, expect_quiet,
                    expect_same, expect_status)

KEEP = """
import sys
kept = [str(number) * 3 for number in range(100000)]
print(len(kept), sys.getallocatedblocks() > 100000)
"""


def serves(ouro, python):
    """Objects are the heap's: it has the blocks, and the interpreter's end frees nearly all."""
    done, reports = ouro.reports(python, KEEP)
    expect_equal(done.stdout.decode(), "100000 True\n", "stdout")
    expect_equal(done.stderr.decode(), "", "stderr")
    expect_equal(len(reports), 1, "reports")
    report = reports[0]
    heap = report["heap"]
    expect_equal(report["client"], f"CPython {python.version[0]}.{python.version[1]}", "client")
    expect(heap["blocks_small"] > 100000, f"{heap['blocks_small']} small blocks")
    expect_equal(heap["alignment"], 16, "alignment")
    expect(report["blocks_left"] < 20000, f"{report['blocks_left']} blocks were left")
    check_sums(heap)


WORK = """
import array, json, random, sys
random.seed(7)
live, checked = {}, 0
def make(size):
    kind = random.randrange(4)
    if kind == 0:
        return bytearray(random.randrange(256) for _ in range(size))
    if kind == 1:
        return list(range(size))
    if kind == 2:
        return array.array("i", range(size))
    return ["%d" % n for n in range(size % 100)]
# Blocks grow and shrink past 512 bytes, both ways, and keep what is in them.
for step in range(4000):
    key = random.randrange(200)
    value = live.get(key)
    if value is None:
        live[key] = make(random.choice((1, 30, 60, 61, 64, 65, 130, 500, 3000)))
    elif random.random() < 0.5:
        copy = list(value)
        more = value[:random.randrange(len(value) + 1)]
        value.extend(more)
        assert list(value) == copy + list(more)
        checked += 1
    else:
        cut = random.randrange(len(value) + 1)
        copy = list(value)
        del value[cut:]
        assert list(value) == copy[:cut]
        checked += 1
        if not value:
            del live[key]
print(checked, len(live), sum(len(value) for value in live.values()))
text = json.dumps({str(n): [n, str(n), {"x": [n] * 3}] for n in range(5000)})
print(len(text), json.loads(text)["4999"])
"""


def works(ouro, python):
    expect_same(ouro, python, WORK)


THREADS = """
import threading, sys
sys.setswitchinterval(1e-5)
results = [0] * 6
def run(index):
    kept = []
    for round in range(60):
        kept.append([(index, n, str(n)) for n in range(300)])
        if round % 3 == 2:
            del kept[0]
    results[index] = sum(len(text) for part in kept for _, _, text in part)
threads = [threading.Thread(target=run, args=(index,)) for index in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(results)
"""


def threads(ouro, python):
    expect_same(ouro, python, THREADS)


FORK = """
import os, sys
kept = [str(number) for number in range(20000)]
for depth in range(3):
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        print("child of", depth, "ended with", status >> 8, flush=True)
        sys.exit(depth + 1)
    kept = kept[::2] + [str(number) * 40 for number in range(5000)]
    del kept[::3]
print(len(kept), sum(map(len, kept)), flush=True)
"""


def fork(ouro, python):
    expect_same(ouro, python, FORK)


PROCESSES = """
import multiprocessing, sys
def work(count):
    return len([str(number) for number in range(count)])
if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(sum(pool.map(work, [3000] * 8)))
"""


def processes(ouro, python):
    """multiprocessing, by fork and by spawn; `spawn` needs a file to import."""
    with tempfile.NamedTemporaryFile("w", suffix=".py", prefix="ouro_preload_") as file:
        file.write(PROCESSES)
        file.flush()
        for way in ("fork", "spawn"):
            done = ouro.exec(python.path, file.name, way)
            expect_quiet(done)
            expect_equal(done.stdout, b"24000\n", way)


SUBINTERPRETERS = """
import sys, threading
try:
    import _interpreters as interpreters
    run = interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    run = interpreters.run_string
CODE = '''
kept = {}
for round in range(20):
    kept[round] = [(n, str(n), [n]) for n in range(2000)][::7]
'''
failures = []
def work():
    for _ in range(2):
        try:
            each = interpreters.create()
            run(each, CODE)
            interpreters.destroy(each)
        except BaseException as error:
            failures.append(repr(error))
threads = [threading.Thread(target=work) for _ in range(SAME_LOCK or 4)]
for thread in threads: thread.start()
kept = [(n, str(n)) for n in range(100000)]
for thread in threads: thread.join()
print(failures, len(kept), sys.getallocatedblocks() > 200000)
"""


def subinterpreters(ouro, python):
    """From 3.12 on each has a lock of its own, and four threads allocate at a time."""
    code = SUBINTERPRETERS.replace("SAME_LOCK", "0" if python.version >= (3, 12) else "1")
    done = ouro.script(python, code)
    if done.status == 1 and b"No module named '_xxsubinterpreters'" in done.stderr:
        raise Skipped("it has no module for them")
    expect_quiet(done)
    expect_equal(done.stdout, b"[] 100000 True\n", "stdout")


EMBED = """
#include <Python.h>
int main(void) {
    for (int i = 0; i < 3; i++) {
        Py_Initialize();
        PyRun_SimpleString("import sys, json, collections, datetime\\n"
                           "kept = [str(n) for n in range(100000)]\\n"
                           "print(len(kept), sys.getallocatedblocks() > 100000, flush=True)");
        if (Py_FinalizeEx() < 0) {
            return 1;
        }
    }
    return 0;
}
"""


def embedded(ouro, python):
    """A program that is linked with libpython, and starts it three times."""
    if not python.library or not python.headers:
        raise Skipped("it has no shared library, or no headers")
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        program = compile_c(folder, EMBED, f"-I{python.headers}", python.library,
                            f"-Wl,-rpath,{python.library.parent}")
        done = ouro.exec(program, env={"PYTHONHOME": home_of(python)})
        expect_quiet(done)
        expect_equal(done.stdout.decode(), "100000 True\n" * 3, "stdout")


LOAD = """
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
    void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library) {
        puts(dlerror());
        return 1;
    }
    void (*initialize)(int) = (void (*)(int))dlsym(library, "Py_InitializeEx");
    int (*run)(const char *) = (int (*)(const char *))dlsym(library, "PyRun_SimpleString");
    int (*finalize)(void) = (int (*)(void))dlsym(library, "Py_FinalizeEx");
    for (int i = 0; i < 2; i++) {
        initialize(0);
        run("import sys\\nkept = [str(n) for n in range(100000)]\\n"
            "print(len(kept), sys.getallocatedblocks() > 100000, flush=True)");
        finalize();
    }
    return 0;
}
"""


def loaded_late(ouro, python):
    """A program that loads libpython when it is running, and for itself alone."""
    if not python.library:
        raise Skipped("it has no shared library")
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        program = compile_c(folder, LOAD, "-ldl")
        done = ouro.exec(program, python.library,
                         env={"PYTHONHOME": home_of(python), "OURO_VERBOSE": "1"})
        expect_status(done, 0)
        expect_equal(done.stdout.decode(), "100000 True\n" * 2, "stdout")
        version = f"{python.version[0]}.{python.version[1]}"
        expect_equal(done.stderr.decode().splitlines()[1:],
                     [f"ouro: CPython {version} runs on Ouro"], "stderr")


def home_of(python):
    return str(python.path.resolve().parent.parent)


TRACED = """
import sys, tracemalloc
tracemalloc.start()
kept = [str(number) for number in range(20000)]
size, peak = tracemalloc.get_traced_memory()
print(size > 20000 * 40, peak >= size)
tracemalloc.stop()
del kept
print(tracemalloc.get_traced_memory())
"""


def traced(ouro, python):
    """tracemalloc wraps the allocator that it finds."""
    expect_same(ouro, python, TRACED)


LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
kept = []
try:
    while True:
        kept.append([n * 1000003 for n in range(1000, 11000)])
except MemoryError:
    count = len(kept)
    kept.clear()
    print(count > 200, len([str(n) for n in range(10000)]))
"""


def out_of_memory(ouro, python):
    """A limit on address space leaves no room for 64 GiB; and MemoryError is no end."""
    program = f"ulimit -v 600000; exec {python.path} -c '{LIMITED}'"
    done = ouro.exec("sh", "-c", program)
    expect_status(done, 0)
    expect_equal(done.stdout, b"True 10000\n", "stdout")


CASES = (serves, works, threads, fork, processes, subinterpreters, embedded, loaded_late, traced,
         out_of_memory)

