# SPDX-License-Identifier: MIT
"""Cases that one interpreter is enough for: the command, its messages, the reports at the end."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import harness
from common import (Ouro, Skipped, check_sums, compile_c, expect, expect_equal, expect_quiet,
                    expect_same, expect_status)

# Whether the process that runs this is on Ouro: then it has figures to show.
SHOWS = """
def shows():
    with open("/proc/self/maps") as maps:
        return any("/SYSV" in line for line in maps)
"""
IS_SERVED = SHOWS + "print(shows())"
OTHER = "is not CPython: it runs unchanged; a CPython that it starts runs on Ouro"


def served(ouro, python, *words, env=None, stderr=""):
    """Run a program that prints whether it is on Ouro; True or False."""
    done = ouro.exec(*(words or (python.path,)), "-c", IS_SERVED, env=env)
    expect_status(done, 0)
    expect_equal(done.stderr.decode(), stderr, "stderr")
    return done.stdout == b"True\n"


# ---- Which processes are served -----------------------------------------------------------------

def preload_alone(ouro, python):
    """Without the command: LD_PRELOAD is all that it takes, and nothing is said."""
    done = harness.run([python.path, "-c", IS_SERVED], timeout=60,
                       env=harness.environment(LD_PRELOAD=str(ouro.plugin)))
    expect_quiet(done)
    expect_equal(done.stdout, b"True\n", "served")
    done = harness.run([python.path, "-c", IS_SERVED], timeout=60, env=harness.environment())
    expect_equal(done.stdout, b"False\n", "served without LD_PRELOAD")


def preload_kept(ouro, python):
    """What the user preloads stays, behind; a second `ouro exec` adds nothing."""
    code = "import os; print(os.environ['LD_PRELOAD'])"
    libc = "libc.so.6"
    done = ouro.script(python, code, env={"LD_PRELOAD": libc})
    expect_quiet(done)
    expect_equal(done.stdout.decode(), f"{ouro.plugin}:{libc}\n", "LD_PRELOAD")
    done = ouro.exec(ouro.command, "exec", "--", python.path, "-c", code, env={"LD_PRELOAD": libc})
    expect_status(done, 0)
    expect_equal(done.stdout.decode(), f"{ouro.plugin}:{libc}\n", "LD_PRELOAD, nested")


def nested(ouro, python):
    """A Python on Ouro that uses `ouro exec` itself."""
    code = (SHOWS + "import subprocess, sys; print(shows(), flush=True)\n"
            "if len(sys.argv) > 2: subprocess.run([sys.argv[1], 'exec', '--', sys.executable, '-c',"
            " sys.argv[2]], check=True)")
    done = ouro.script(python, code, ouro.command, code)
    expect_quiet(done)
    expect_equal(done.stdout, b"True\nTrue\n", "served")


def own_choice(ouro, python):
    """PYTHONMALLOC and development mode are respected, with a note; -E and -I ignore them too."""
    named = "so CPython keeps the allocator that it names\n"
    malloc, dev = f"ouro: PYTHONMALLOC is set, {named}", f"ouro: Python's development mode is on, {named}"
    path = python.path
    for words, env, stderr in (
            ((path,), {"PYTHONMALLOC": "malloc"}, malloc),
            ((path,), {"PYTHONMALLOC": "debug"}, malloc),
            ((path, "-S"), {"PYTHONMALLOC": "pymalloc"}, malloc),
            ((path,), {"PYTHONDEVMODE": "1"}, dev),
            ((path, "-X", "dev"), {}, dev),
            ((path, "-BXdev"), {}, dev),
            ((path, "-W", "ignore", "-I", "-X", "dev"), {}, dev)):
        expect(not served(ouro, python, *words, env=env, stderr=stderr), f"{words} {env}: served")
    for words, env in (
            ((path,), {"PYTHONMALLOC": ""}),
            ((path, "-E"), {"PYTHONMALLOC": "debug"}),
            ((path, "-sI"), {"PYTHONMALLOC": "debug", "PYTHONDEVMODE": "1"}),
            ((path, "-X", "utf8"), {}),
            ((path, "-Wdefault", "-Ximporttime=0" if python.version < (3, 7) else "-Xutf8"), {})):
        expect(served(ouro, python, *words, env=env), f"{words} {env}: not served")
    # What follows -c and the script is the program's.
    done = ouro.exec(path, "-c", IS_SERVED, "-X", "dev")
    expect_quiet(done)
    expect_equal(done.stdout, b"True\n", "with -X dev as the program's argument")


def guarded(ouro, python):
    """OURO_MALLOC gives CPython a heap that stops what an extension does wrong."""
    right = "d = [str(n) * (n % 50) for n in range(9000)]; d.sort(); print(len(d), bytes(0) + b'x' * 700)"
    wrong = ("import ctypes; api = ctypes.pythonapi; api.PyMem_Malloc.restype = ctypes.c_void_p\n"
             "block = ctypes.c_void_p(api.PyMem_Malloc(40))\n")
    twice = wrong + "api.PyMem_Free(block); api.PyMem_Free(block)"
    beyond = wrong + "ctypes.memset(block, 1, 41); api.PyMem_Free(block)"
    plain = ouro.script(python, right)
    for mode in ("hardened", "debug"):
        done = ouro.script(python, right, env={"OURO_MALLOC": mode})
        expect_quiet(done)
        expect_equal(done.stdout, plain.stdout, f"stdout, {mode}")
        for code, said in ((twice, b"freed already"), (beyond, b"written behind the block")):
            done = ouro.script(python, code, env={"OURO_MALLOC": mode})
            expect_equal(done.status, -signal.SIGABRT, f"status, {mode}")
            expect(b"ouro: fatal: " in done.stderr and said in done.stderr,
                   f"{mode}: no {said} in {done.stderr}")
    done = ouro.script(python, "print(1)", env={"OURO_MALLOC": "paranoid"})
    expect_status(done, 0)
    expect(b"OURO_MALLOC=paranoid is not" in done.stderr, "no note about a mode that is none")


def children_are_quiet(ouro, python):
    """Only the process that was asked for is told of; its children run, and are not."""
    code = SHOWS + ("import os, subprocess, sys\n"
                    "print(shows(), flush=True)\n"
                    "subprocess.run(['ls', '/dev/null'], check=True)\n"
                    "for more in ({}, {'PYTHONMALLOC': 'debug'}):\n"
                    "    subprocess.run([sys.executable, '-c', sys.argv[1]], check=True,\n"
                    "                   env=dict(os.environ, **more))\n")
    done = ouro.script(python, code, IS_SERVED)
    expect_quiet(done)
    expect_equal(done.stdout, b"True\n/dev/null\nTrue\nFalse\n", "stdout")
    done = ouro.script(python, code, IS_SERVED, env={"OURO_VERBOSE": "1"})
    expect_equal(done.stderr.decode().splitlines()[1:],
                 [f"ouro: ls {OTHER}", done.stderr.decode().splitlines()[0],
                  "ouro: PYTHONMALLOC is set, so CPython keeps the allocator that it names"],
                 "stderr with OURO_VERBOSE")


def other_programs(ouro, python):
    """A program that is not Python runs unchanged, and that is said, once."""
    done = ouro.exec("cat", "/proc/self/comm")
    expect_status(done, 0)
    expect_equal(done.stdout, b"cat\n", "stdout")
    expect_equal(done.stderr.decode(), f"ouro: cat {OTHER}\n", "stderr")
    # One that becomes another, and in the end Python.
    expect(served(ouro, python, "env", "nice", python.path, stderr=f"ouro: env {OTHER}\n"),
           "not served behind env and nice")


def shell_scripts(ouro, python):
    """A script such as pyenv's is a way to start Python, and nothing to be told of."""
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        script = Path(folder) / "start"
        for head in ("#!/bin/sh", "#! /usr/bin/env bash"):
            script.write_text(f'{head}\n"{python.path}" "$@"\nexec "{python.path}" "$@"\n')
            script.chmod(0o755)
            done = ouro.exec(script, "-c", IS_SERVED)
            expect_quiet(done)
            expect_equal(done.stdout, b"True\nTrue\n", head)


def static_programs(ouro, _):
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        program = compile_c(folder, "#include <stdio.h>\nint main(void) { puts(\"ran\"); }",
                            "-static")
        done = ouro.exec(program)
        expect_status(done, 0)
        expect_equal(done.stdout, b"ran\n", "stdout")
        expect_equal(done.stderr.decode(), f"ouro: {program} is linked statically and loads no"
                     " plug-in: it runs unchanged\n", "stderr")


# An interpreter as far as the plug-in looks at one.
IMITATION = r"""
#include <stdio.h>
static int installed;
void PyMem_GetAllocator(int domain, void *allocator) {}
void PyMem_SetAllocator(int domain, void *allocator) { installed = 1; }
const char *Py_GetVersion(void) { return VERSION; }
#define NEVER(name) int name(void) { return 0; }
NEVER(Py_IsInitialized) NEVER(Py_AddPendingCall) NEVER(PySys_GetObject) NEVER(PySys_SetObject)
NEVER(PyDict_GetItemString) NEVER(PyCFunction_NewEx) NEVER(PyUnicode_FromString)
NEVER(PyLong_FromUnsignedLongLong) NEVER(PyObject_CallObject) NEVER(Py_IncRef) NEVER(Py_DecRef) NEVER(PyErr_Clear)
int main(void) { printf("%d\n", installed); return 0; }
"""


def other_interpreters(ouro, _):
    """CPythons that Ouro cannot serve, and one that it can, by what they say of themselves."""
    for version, installed, said in (
            ("3.13.0 experimental free-threading build (main)", b"0\n",
             "ouro: this CPython is free-threaded and allocates without its lock: it keeps its own"
             " allocator\n"),
            ("3.7.16 (default)", b"0\n",
             "ouro: CPython 3.7 keeps its own allocator: Ouro is for 3.8 and later\n"),
            ("2.7.18 (default)", b"0\n",
             "ouro: CPython 2.7 keeps its own allocator: Ouro is for 3.8 and later\n"),
            ("3.10.1 (main)", b"1\n", "")):
        with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
            program = compile_c(folder, IMITATION, "-w", "-rdynamic", f'-DVERSION="{version}"')
            done = ouro.exec(program)
            expect_status(done, 0)
            expect_equal(done.stderr.decode(), said, version)
            expect_equal(done.stdout, installed, version)


# ---- The command --------------------------------------------------------------------------------

def statuses(ouro, python):
    """The program's own status, or as a shell gives it."""
    expect_status(ouro.script(python, "import sys; sys.exit(37)"), 37)
    expect_status(ouro.script(python, "import os; os.kill(os.getpid(), 9)"), -9)
    done = ouro.exec("no-such-program-as-this")
    expect_status(done, 127)
    expect_equal(done.stderr.decode(),
                 "ouro: cannot run no-such-program-as-this: No such file or directory\n", "stderr")
    for path in ("/etc/passwd", "/tmp"):
        done = ouro.exec(path)
        expect_status(done, 126)
        expect_equal(done.stderr.decode(), f"ouro: cannot run {path}: Permission denied\n", "stderr")


def arguments(ouro, python):
    """They are handed on as they are, with `--` or without."""
    code = "import sys; print(sys.argv[1:])"
    words = ["--stats", "", "a b", "--", "-x"]
    for marker in (["--"], []):
        done = ouro.run("exec", *marker, python.path, "-c", code, *words)
        expect_quiet(done)
        expect_equal(done.stdout.decode(), f"{words}\n", "arguments")


def usage(ouro, _):
    for words, message in (
            (["exec"], "ouro: no program given"),
            (["exec", "--"], "ouro: no program given"),
            (["exec", "--stat", "x"], "ouro: unknown option --stat; did you mean --stats?"),
            (["exec", "--xyzzy", "x"], "ouro: unknown option --xyzzy"),
            (["exec", "--stats=xml", "x"], "ouro: --stats: 'xml' is not text or json"),
            (["exec", "--stats-children=1", "x"], "ouro: --stats-children takes no value"),
            (["exec", "--stats-file"], "ouro: --stats-file needs a value: FILE"),
            (["stats"], "ouro: no process given"),
            (["stats", "1", "2"], "ouro: one process at a time"),
            (["stats", "self"], "ouro: 'self' is no process"),
            (["stats", "--jsn", "1"], "ouro: unknown option --jsn; did you mean --json?"),
            (["stats", "1", "--wait", "x"], "ouro: --wait: 'x' is no number of seconds")):
        done = ouro.run(*words)
        expect_status(done, 2)
        lines = done.stderr.decode().splitlines()
        expect_equal(lines[0], message, f"{words}")
        expect(lines[1].startswith(f"usage: ouro {words[0]} "), f"{words}: {lines[1]}")
        expect_equal(done.stdout, b"", "stdout")


def help_texts(ouro, _):
    for verb, wanted in (("exec", ("--stats[=text|json]", "--stats-file FILE", "--stats-children",
                                   "OURO_STATS_SIGNAL", "127", "examples:")),
                         ("stats", ("--json", "--wait SECONDS", "4 when there is no", "examples:"))):
        for option in ("--help", "-h"):
            done = ouro.run(verb, option)
            expect_quiet(done)
            for word in wanted:
                expect(word in done.stdout.decode(), f"ouro {verb} --help does not say '{word}'")
    done = ouro.run("--help")
    for word in ("ouro exec PROGRAM", "ouro stats PID"):
        expect(word in done.stdout.decode(), f"ouro --help does not say '{word}'")
    done = ouro.run("exce", "--", "python3")
    expect_status(done, 2)
    expect_equal(done.stderr.decode().splitlines()[1:], ["ouro: did you mean 'ouro exec'?"], "hint")


def missing_plugin(ouro, python):
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        command = Path(shutil.copy(ouro.command, Path(folder) / "ouro"))
        done = Ouro(command).exec(python.path, "-c", "1")
        expect_status(done, 125)
        said = done.stderr.decode()
        expect("the plug-in for CPython, libouro-cpython.so, is missing" in said, said)
        expect(f"{folder}/libouro-cpython.so" in said, said)


def path_with_a_space(ouro, python):
    """LD_PRELOAD cannot name such a file: to say so is better than a program without its heap."""
    with tempfile.TemporaryDirectory(prefix="ouro preload ") as folder:
        command = Path(shutil.copy(ouro.command, Path(folder) / "ouro"))
        shutil.copy(ouro.plugin, folder)
        done = Ouro(command).exec(python.path, "-c", "1")
        expect_status(done, 125)
        expect("it takes no path with a space or a colon" in done.stderr.decode(),
               done.stderr.decode())


def exports(ouro, _):
    """The plug-in shows nothing but the function that it takes from the C library."""
    if not shutil.which("nm"):
        raise Skipped("no nm")
    lines = subprocess.run(["nm", "-D", "--defined-only", ouro.plugin], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    expect_equal([line.split()[-1] for line in lines], ["setlocale"], "exported names")


# ---- The process around the interpreter ---------------------------------------------------------

def locales(ouro, python):
    """setlocale does what it did."""
    expect_same(ouro, python, "import locale; print(locale.setlocale(locale.LC_ALL, 'C'),"
                " locale.setlocale(locale.LC_ALL), locale.getlocale())")


def files(ouro, python):
    """The plug-in keeps no file open: a program sees those that it would see, and closes all it likes."""
    code = "import os; print(sorted(os.listdir('/proc/self/fd')), os.open('/dev/null', os.O_RDONLY))"
    expect_same(ouro, python, code)
    code = SHOWS + "import os; os.closerange(0, 100); os._exit(0 if shows() else 1)"
    expect_quiet(ouro.script(python, code))


def huge_pages(ouro, python):
    """They are asked for only if the user says so, and then only by heaps that are large."""
    if not Path("/sys/kernel/mm/transparent_hugepage").exists():
        raise Skipped("this kernel has none")
    code = ("kept = [str(n) for n in range(COUNT)]\n"
            "flags = [line for line in open('/proc/self/smaps') if line.startswith('VmFlags:')]\n"
            "print(any(' hg' in line for line in flags))")
    for count, env, wanted in ((1000000, {}, "False"), (1000000, {"OURO_HUGE_PAGES": "1"}, "True"),
                               (1000, {"OURO_HUGE_PAGES": "1"}, "False")):
        done = ouro.script(python, code.replace("COUNT", str(count)), env=env)
        expect_quiet(done)
        expect_equal(done.stdout.decode().strip(), wanted, f"{count} objects, {env}: asked")


def debug_stats(ouro, python):
    """sys._debugmallocstats() prints the heap, and then CPython's free lists."""
    done = ouro.script(python, "import sys; sys._debugmallocstats()")
    expect_status(done, 0)
    text = done.stderr.decode()
    for words in ("Small block threshold = 512, in 32 size classes.", "# bytes in use",
                  "free PyDictObjects"):
        expect(words in text, f"it does not say '{words}':\n{text}")


# ---- Reports at the end -------------------------------------------------------------------------

def text_report(ouro, python):
    done = ouro.script(python, "kept = [str(n) for n in range(50000)]", options=["--stats"])
    expect_status(done, 0)
    text = done.stderr.decode()
    for words in (f"ouro: the heap of CPython {python.version[0]}.{python.version[1]}, process ",
                  "class   size   num pools   blocks in use  avail blocks", "# blocks in pools",
                  "# bytes in use", "# bytes resident at most", "# blocks left by the interpreter"):
        expect(words in text, f"the report does not say '{words}':\n{text}")
    count = int(text.split("# blocks in pools")[1].split("=")[1].split()[0].replace(",", ""))
    expect(count > 50000, f"{count} blocks in pools")


def json_report(ouro, python):
    done = ouro.script(python, "import sys; sys.stderr.write('mine\\n'); sys.exit(3)",
                       options=["--stats=json"])
    expect_status(done, 3)
    mine, report = done.stderr.decode().splitlines()
    expect_equal(mine, "mine", "the program's own")
    report = json.loads(report)
    check_sums(report["heap"])
    expect(report["bytes_resident_peak"] > report["heap"]["bytes_small"] / 2, "peak")


def report_counts_large(ouro, python):
    """Blocks above 512 bytes are in the figures, though they are malloc's."""
    _, (few,) = ouro.reports(python, "kept = []")
    _, (many,) = ouro.reports(python, "kept = [bytes(1000) for _ in range(30000)]")
    more = many["heap"]["blocks_large"] - few["heap"]["blocks_large"]
    expect(abs(more - 30000) < 300, f"{more} large blocks more, expected 30000")
    more = many["heap"]["bytes_large"] - few["heap"]["bytes_large"]
    expect(30000 * 1000 < more < 30000 * 1200, f"{more} bytes more in large blocks")


def report_counts_exactly(ouro, python):
    """100,000 blocks more are 100,000 more in the report."""
    code = "kept = [None] * 200000\nfor n in range(COUNT): kept[n] = 1000.5 + n"
    _, (few,) = ouro.reports(python, code.replace("COUNT", "50000"))
    _, (many,) = ouro.reports(python, code.replace("COUNT", "150000"))
    more = many["heap"]["blocks_small"] - few["heap"]["blocks_small"]
    expect(abs(more - 100000) <= 200, f"{more} blocks more, expected 100000")


def reports_of_children(ouro, python):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'kept = []'], check=True)"
    _, reports = ouro.reports(python, code)
    expect_equal(len(reports), 1, "reports")
    _, reports = ouro.reports(python, code, options=["--stats-children"])
    expect_equal(len({report["process"] for report in reports}), 2, "processes that report")


def report_file(ouro, python):
    """A file that cannot be written is told before the program starts; a relative path holds."""
    done = ouro.exec(python.path, "-c", "print('ran')", options=["--stats-file", "/no/such/file"])
    expect_status(done, 125)
    expect_equal(done.stdout, b"", "stdout")
    expect("cannot write /no/such/file" in done.stderr.decode(), done.stderr.decode())
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        done = ouro.run("exec", "--stats=json", "--stats-file", "here.json", "--", python.path,
                        "-c", "import os; os.chdir('/')", cwd=folder)
        expect_quiet(done)
        json.loads((Path(folder) / "here.json").read_text())


def reports_by_environment(ouro, python):
    """Without the command, OURO_STATS and its sisters say the same."""
    with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
        path = Path(folder) / "report"
        done = harness.run([python.path, "-c", "1"], timeout=60, env=harness.environment(
            LD_PRELOAD=str(ouro.plugin), OURO_STATS="json", OURO_STATS_FILE=str(path)))
        expect_quiet(done)
        json.loads(path.read_text())


def no_report_when_killed(ouro, python):
    done = ouro.script(python, "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
                       options=["--stats"])
    expect_equal(done.status, -signal.SIGTERM, "status")
    expect_equal(done.stderr, b"", "stderr")


CASES = (preload_alone, preload_kept, nested, own_choice, guarded, children_are_quiet,
         other_programs,
         shell_scripts, static_programs, other_interpreters, statuses, arguments, usage,
         help_texts, missing_plugin, path_with_a_space, exports, locales, files, huge_pages, debug_stats,
         text_report, json_report, report_counts_large, report_counts_exactly, reports_of_children,
         report_file, reports_by_environment, no_report_when_killed)

