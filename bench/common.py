# SPDX-License-Identifier: MIT
"""What the benchmarks share: where things are, a clean environment, runs, the machine, and means."""
import math
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MEASURE = ROOT / "build" / "bench_measure"
# Variables that change how Python or an allocator works.
TUNING = ("PYTHON", "OURO_", "MALLOC_", "MIMALLOC_", "TCMALLOC_", "GLIBC_TUNABLES", "LD_PRELOAD")


def environment():
    """The caller's, without anything that tunes a program under test."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(TUNING)}
    kept["LC_ALL"] = "C.UTF-8"
    return kept


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def machine():
    model = next((line.split(":", 1)[1].strip()
                  for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    return {"processor": model, "processors": os.cpu_count(), "kernel": platform.release(),
            "load": os.getloadavg()[0]}


# ---- Running ----------------------------------------------------------------------------------

def pin(cpu):
    """Stay on one processor, with all that is run. Returns what to say about it."""
    chosen = max(os.sched_getaffinity(0)) if cpu is None else cpu
    try:
        os.sched_setaffinity(0, {chosen})
    except OSError as error:
        return f"not on one processor ({error.strerror})"
    return f"on processor {chosen}"


def run_measured(command, env, program=MEASURE):
    """Run to the end: (wall and processor seconds and peak bytes, standard output). Ends the
    benchmark if the command fails."""
    with tempfile.NamedTemporaryFile("r") as result:
        done = subprocess.run([program, result.name, *command], env=env, stdout=subprocess.PIPE,
                              check=True)
        wall, cpu, peak, status = result.read().split()
    if int(status) != 0:
        sys.exit(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(int(status))}")
    return {"wall": float(wall), "cpu": float(cpu), "peak": int(peak)}, done.stdout


class Progress:
    """Where a long run stands, on stderr: one line that changes, or one per workload in a file."""

    def __init__(self, total):
        self.total = total
        self.done = 0
        self.last = ""

    def step(self, workload, rival):
        self.done += 1
        if sys.stderr.isatty():
            print(f"\r{self.done}/{self.total} {workload} {rival}\x1b[K", end="", file=sys.stderr)
        elif workload != self.last:
            print(f"{self.done}/{self.total} {workload}", file=sys.stderr, flush=True)
        self.last = workload

    def end(self):
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr)


# ---- The command line -------------------------------------------------------------------------

def choose(names, known, variants=""):
    """Those of `known` that the comma-separated names mean: by name, or by the beginning of one
    that goes on with a character of `variants`."""
    chosen = set()
    for name in names.split(","):
        meant = {each for each in known if each == name or
                 (each.startswith(name) and each[len(name)] in variants)}
        if not meant:
            sys.exit(f"no '{name}' here: there are {', '.join(known)}")
        chosen |= meant
    return [each for each in known if each in chosen]
