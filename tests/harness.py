# SPDX-License-Identifier: MIT
"""What the test runners share: running a program safely, and counting results.

Every runner ends with the line `ouro-tests: P passed, F failed, S skipped`, which run_all.py adds
up, and exits with 1 if anything failed.
"""
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What a sanitizer, valgrind or the library's own checks print when something is broken.
BROKEN_SIGNS = (
    "AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "UndefinedBehaviorSanitizer",
    "runtime error:", "Assertion `", "ouro: fatal", "were left when the program ended",
)


@dataclass
class Outcome:
    """How a program ended: `status` is None after a time-out, negative after a signal (but 130
    after SIGINT)."""
    stdout: bytes
    stderr: bytes
    status: int | None

    def broken(self):
        """Why this ending is never acceptable, or an empty string."""
        if self.status is None:
            return "did not end in time"
        if self.status < 0:
            return f"killed by signal {-self.status}"
        text = self.stderr.decode("utf-8", "replace")
        for sign in BROKEN_SIGNS:
            if sign in text:
                return f"stderr has '{sign}'"
        return ""


# Folders of the standard library that hold no programs of it, and those of CPython's own tests, which
# are there or not with a package of their own.
LEFT_OUT = ("__pycache__", "dist-packages", "test", "tests", "idle_test")


def library_files():
    """The programs of the standard library of the Python that runs this."""
    found = []
    for folder, folders, names in os.walk(os.path.dirname(os.__file__)):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        found += [os.path.join(folder, name) for name in sorted(names) if name.endswith(".py")]
    return found


def environment(**extra):
    """The caller's environment without what would change a script's output, plus `extra`."""
    kept = {key: value for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "OURO_"))}
    kept.update(LC_ALL="C.UTF-8", PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1",
                UBSAN_OPTIONS="print_stacktrace=1")
    kept.update(extra)
    return kept


def run(command, *, timeout, stdin=b"", env=None, cwd=ROOT):
    """Run `command` to its end, or kill it with its children after `timeout` seconds."""
    with subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=env or environment(), cwd=cwd,
            start_new_session=True) as process:
        try:
            stdout, stderr = process.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            stdout, stderr = process.communicate()
            return Outcome(stdout, stderr, None)
        status = process.returncode
        # python3.11 ends a KeyboardInterrupt by the signal itself; a shell shows that as 130.
        return Outcome(stdout, stderr, 130 if status == -signal.SIGINT else status)


class Report:
    """Counts cases, and prints failures and skips as they come."""

    def __init__(self, verbose=False):
        self.passed = self.failed = self.skipped = 0
        self.verbose = verbose

    def ok(self, name):
        self.passed += 1
        if self.verbose:
            print(f"ok       {name}", flush=True)

    def fail(self, name, detail):
        self.failed += 1
        print(f"FAILED   {name}\n{indent(detail)}", flush=True)

    def case(self, name, wrong):
        """`wrong`: what is wrong with it, or an empty string."""
        if wrong:
            self.fail(name, wrong)
        else:
            self.ok(name)

    def skip(self, name, reason):
        self.skipped += 1
        print(f"skipped  {name}: {reason}", flush=True)

    def finish(self):
        """Print the closing line and return the exit status. No case at all is a failure."""
        if self.passed + self.failed + self.skipped == 0:
            print("FAILED   no test case found")
            self.failed = 1
        print(f"ouro-tests: {self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0


def indent(text, limit=60):
    """`text` indented, its middle left out when it has more than `limit` lines."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) > limit:
        left_out = len(lines) - limit
        lines = lines[:limit // 2] + [f"... {left_out} lines ..."] + lines[-limit // 2:]
    return "\n".join("    " + line for line in lines)


def tail(data, lines=15):
    """The last lines of a program's output, for a message."""
    return "\n".join(data.decode("utf-8", "replace").rstrip("\n").split("\n")[-lines:])


def need_executable(path):
    """`path` as an absolute Path, or the end of the runner when it cannot be run."""
    path = Path(path).resolve()
    if not os.access(path, os.X_OK) or path.is_dir():
        sys.exit(f"no executable {path}: build it first (./dev build)")
    return path
