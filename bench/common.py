# SPDX-License-Identifier: MIT
"""What the benchmarks share: where things are, a clean environment, the machine, and means."""
import math
import os
import platform
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
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
