# SPDX-License-Identifier: MIT
"""What the cases of the plug-in for CPython share: interpreters, running on Ouro, expectations."""
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402  (needs the line above)

TIMEOUT = 60
VERSIONS = ((3, 8), (3, 9), (3, 10), (3, 11), (3, 12), (3, 13), (3, 14))


class Failed(Exception):
    """A case did not go as it should; the text says how."""


class Skipped(Exception):
    """A case needs what is not here; the text says what."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


def expect_equal(got, wanted, what):
    if got != wanted:
        raise Failed(f"{what}:\n{got!r}\nexpected\n{wanted!r}")


@dataclass(frozen=True)
class Python:
    """An interpreter, and where its library and headers are (None: not here)."""
    path: Path
    version: tuple
    library: Path | None
    headers: Path | None

    def __str__(self):
        return f"{self.version[0]}.{self.version[1]} ({self.path})"


ASK = """
import sys, sysconfig
get = sysconfig.get_config_var
print(sys.version_info[0], sys.version_info[1])
print(get("LIBDIR") + "/" + str(get("INSTSONAME")))
print(sysconfig.get_path("include"))
"""


def inspect(path):
    """What there is to know about the interpreter at `path`, or None."""
    done = subprocess.run([path, "-I", "-c", ASK], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    version, library, headers = done.stdout.splitlines()
    library = Path(library)
    if not re.fullmatch(r"libpython3\.\d+\.so\.1\.0", library.name):
        # A static interpreter; its distribution may have the library beside it.
        major, minor = version.split()
        library = library.with_name(f"libpython{major}.{minor}.so.1.0")
    headers = Path(headers)
    return Python(Path(path), tuple(map(int, version.split())),
                  library if library.exists() else None,
                  headers if (headers / "Python.h").exists() else None)


def find_pythons(first):
    """`first`, and one interpreter of each other version that pyenv has."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = [inspect(first)]
    for path in sorted(root.glob("versions/*/bin/python3")):
        python = inspect(path)
        if python and (python.version != found[0].version or python.library != found[0].library):
            found.append(python)
    return found


# ---- Running ------------------------------------------------------------------------------------

class Ouro:
    """The command under test, and ways of running a program with it."""

    def __init__(self, command):
        self.command = command
        self.plugin = command.with_name("libouro-cpython.so")

    def run(self, *words, env=None, stdin=b"", cwd=harness.ROOT):
        """`ouro WORDS`, to its end."""
        return harness.run([self.command, *words], timeout=TIMEOUT, stdin=stdin, cwd=cwd,
                           env=harness.environment(**(env or {})))

    def exec(self, *words, options=(), env=None):
        return self.run("exec", *options, "--", *words, env=env)

    def script(self, python, code, *args, options=(), env=None):
        """Run `code` on Ouro with an interpreter."""
        return self.exec(python.path, "-c", code, *args, options=options, env=env)

    def reports(self, python, code, *args, options=(), env=None):
        """The outcome of a script that ends well, and the reports of all its processes."""
        with tempfile.TemporaryDirectory(prefix="ouro-preload-") as folder:
            path = Path(folder) / "report.json"
            done = self.script(python, code, *args, env=env,
                               options=("--stats=json", "--stats-file", path, *options))
            expect_status(done, 0)
            return done, [json.loads(line) for line in path.read_text().splitlines()]

    def start(self, python, code, *args, options=(), env=None):
        """Start a script that prints a line when it has come so far; wait for that line."""
        process = subprocess.Popen(
            [str(word) for word in (self.command, "exec", *options, "--", python.path, "-c", code,
                                    *args)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=harness.environment(**(env or {})))
        process.stdout.readline()
        return process

    def stats(self, pid, *options):
        """What `ouro stats --json PID` says of a process that is there."""
        done = self.run("stats", "--json", *options, pid)
        expect_status(done, 0)
        return json.loads(done.stdout)


def plain(python, code, *args):
    """The same script without Ouro."""
    return harness.run([python.path, "-c", code, *args], timeout=TIMEOUT,
                       env=harness.environment())


def expect_status(done, status):
    if done.status != status:
        raise Failed(f"status {done.status}, expected {status}\n{harness.tail(done.stdout)}\n"
                     f"{harness.tail(done.stderr)}")


def expect_quiet(done):
    """Ended well, and said nothing on stderr."""
    expect_status(done, 0)
    expect_equal(done.stderr.decode(), "", "stderr")


def expect_same(ouro, python, code, *args, **options):
    """The script does the same with Ouro and without; what it printed."""
    on_ouro = ouro.script(python, code, *args, **options)
    alone = plain(python, code, *args)
    expect_equal(on_ouro.stdout.decode(), alone.stdout.decode(), "stdout")
    expect_equal(on_ouro.status, alone.status, f"status\n{harness.tail(on_ouro.stderr)}\n")
    expect_equal(on_ouro.stderr.decode(), alone.stderr.decode(), "stderr")
    return on_ouro.stdout.decode()


def compile_c(folder, source, *flags):
    """A program made of C text; Skipped without a compiler."""
    program = Path(folder) / "program"
    try:
        done = subprocess.run(["cc", "-o", program, "-x", "c", "-", "-x", "none", *map(str, flags)],
                              input=source.encode(), capture_output=True, check=False)
    except FileNotFoundError:
        raise Skipped("no C compiler") from None
    if done.returncode != 0:
        raise Skipped(f"it does not compile here: {done.stderr.decode().strip()[-300:]}")
    return program


def check_sums(heap):
    """The parts of a heap's figures make up the wholes: they are of one moment."""
    rows = heap["classes"]
    blocks = sum(row["blocks_used"] for row in rows)
    used = sum(row["blocks_used"] * row["size"] for row in rows)
    expect_equal(blocks, heap["blocks_small"], "blocks of all classes")
    expect_equal(used, heap["bytes_small"], "bytes of all classes")
    expect_equal(heap["bytes_small"] + heap["bytes_large"], heap["bytes_in_use"], "bytes in use")
    pools = sum(row["pools"] for row in rows)
    expect_equal(pools, heap["pools_used"], "pools of all classes")


def wait_until(condition, what, seconds=20):
    """Poll until `condition()` is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(0.01)
