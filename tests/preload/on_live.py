# SPDX-License-Identifier: MIT
"""Cases of `ouro stats`: processes that are busy, idle, gone, forked, or not on Ouro."""
import os
import signal
import subprocess
import time

import harness
from common import check_sums, expect, expect_equal, expect_status, wait_until

BUSY = """
kept = [str(number) for number in range(100000)]
print("busy", flush=True)
while True:
    more = [[number] * 5 for number in range(3000)]
"""

# Reaches a state, works a little, then waits without running Python.
IDLE = """
import sys, time
kept = [str(number) for number in range(100000)]
end = time.monotonic() + 0.3
while time.monotonic() < end:
    more = [[number] * 5 for number in range(3000)]
print("idle", flush=True)
sys.stdin.read()
"""


def stop(process):
    process.kill()
    process.communicate()


def busy(ouro, python):
    """A process that works answers, and what it answers is of now."""
    process = ouro.start(python, BUSY)
    try:
        taken = ouro.stats(process.pid, "--wait", "20")
        expect_equal(taken["answered"], True, "answered")
        expect(taken["age_seconds"] < 5, f"age {taken['age_seconds']}")
        expect_equal(taken["process"], process.pid, "process")
        expect_equal(taken["client"], f"CPython {python.version[0]}.{python.version[1]}", "client")
        expect(str(python.path) in taken["command"], taken["command"])
        expect(taken["heap"]["blocks_small"] > 100000, "blocks")
        expect(taken["bytes_resident"] > taken["heap"]["bytes_small"] / 2, "bytes resident")
        check_sums(taken["heap"])
        done = ouro.run("stats", process.pid)
        expect_status(done, 0)
        text = done.stdout.decode()
        for words in (f"process {process.pid}: {python.path}", "num pools", "# bytes in use",
                      "# bytes resident"):
            expect(words in text, f"does not say '{words}':\n{text}")
    finally:
        stop(process)


def never_torn(ouro, python):
    """However often one reads: the figures are of one moment."""
    process = ouro.start(python, BUSY)
    try:
        seen = set()
        for _ in range(60):
            heap = ouro.stats(process.pid, "--wait", "20")["heap"]
            check_sums(heap)
            seen.add((heap["blocks_small"], heap["pools_used"]))
        expect(len(seen) > 5, f"{len(seen)} different readings of 60")
    finally:
        stop(process)


def idle(ouro, python):
    """A process that waits does not answer; what it showed last is told with its age."""
    process = ouro.start(python, IDLE)
    try:
        time.sleep(0.3)
        taken = ouro.stats(process.pid, "--wait", "0.05")
        expect_equal(taken["answered"], False, "answered")
        expect(taken["age_seconds"] >= 0.3, f"age {taken['age_seconds']}")
        expect(taken["heap"]["blocks_small"] > 100000, f"{taken['heap']['blocks_small']} blocks")
        check_sums(taken["heap"])
        done = ouro.run("stats", "--wait", "0", process.pid)
        expect_status(done, 0)
        expect("it does not answer" in done.stdout.decode(), done.stdout.decode()[:300])
    finally:
        stop(process)


def idle_with_a_signal(ouro, python):
    """One that listens to a signal answers when it is idle too, exactly."""
    for name in ("USR2", "SIGUSR1", str(int(signal.SIGRTMIN) + 3)):
        process = ouro.start(python, IDLE, options=["--stats-signal", name])
        try:
            time.sleep(0.1)
            for _ in range(3):
                taken = ouro.stats(process.pid, "--wait", "20")
                expect_equal(taken["answered"], True, f"answered to {name}")
                expect(taken["heap"]["blocks_small"] > 100000, "blocks")
                check_sums(taken["heap"])
            process.communicate("", timeout=20)
            expect_equal(process.returncode, 0, "status")
        finally:
            stop(process)


def signals_while_busy(ouro, python):
    """Signals that come in the middle of anything change nothing for the program."""
    code = BUSY.replace("while True:", "for round in range(600):") + "print(len(kept), len(more))\n"
    process = ouro.start(python, code, options=["--stats-signal", "USR2"])
    while process.poll() is None:
        for _ in range(20):
            try:
                os.kill(process.pid, signal.SIGUSR2)
            except ProcessLookupError:
                break
        time.sleep(0.0005)
    output, _ = process.communicate(timeout=20)
    expect_equal((process.returncode, output), (0, "100000 3000\n"), "the program's end")


def no_such_signal(ouro, python):
    done = ouro.script(python, "print('ran')", options=["--stats-signal", "KILL"])
    expect_status(done, 0)
    expect_equal((done.stdout, done.stderr), (
        b"ran\n", b"ouro: OURO_STATS_SIGNAL=KILL is no signal that can be handled\n"), "output")


FORKED = """
import os, sys
kept = [str(number) for number in range(100000)]
pid = os.fork()
if pid == 0:
    kept = None
    more = [str(number) for number in range(20000)]
    while True:
        more = [str(number) for number in range(20000)]
print(pid, flush=True)
while True:
    more = [[number] * 5 for number in range(3000)]
"""


def forked(ouro, python):
    """Parent and child have each their own figures."""
    process = subprocess.Popen(
        [str(word) for word in (ouro.command, "exec", "--", python.path, "-c", FORKED)],
        stdout=subprocess.PIPE, text=True, env=harness.environment(), start_new_session=True)
    try:
        child = int(process.stdout.readline())
        wait_until(lambda: ouro.stats(child)["heap"]["blocks_small"] < 90000, "the child's blocks")
        for _ in range(5):
            taken = ouro.stats(process.pid, "--wait", "20")
            expect(taken["heap"]["blocks_small"] > 100000, "blocks of the parent")
            taken = ouro.stats(child, "--wait", "20")
            expect_equal(taken["process"], child, "process")
            expect(taken["heap"]["blocks_small"] < 90000, "blocks of the child")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def gone(ouro, python):
    """Status 4: no process, and one that has ended and not yet been waited for."""
    process = ouro.start(python, "print('ended', flush=True)")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    for what in ("unwaited for", "waited for"):
        done = ouro.run("stats", process.pid)
        expect_status(done, 4)
        expect_equal(done.stderr.decode(), f"ouro: there is no process {process.pid}\n", what)
        process.communicate()


def not_on_ouro(ouro, _):
    done = ouro.run("stats", os.getpid())
    expect_status(done, 1)
    expect_equal(done.stderr.decode(),
                 f"ouro: process {os.getpid()} shows no heap: it is no CPython on Ouro\n", "stderr")


CASES = (busy, never_torn, idle, idle_with_a_signal, signals_while_busy, no_such_signal, forked,
         gone, not_on_ouro)
