# SPDX-License-Identifier: MIT
"""The frame of the programs in this folder: it runs one, and tells what stays resident of its spike.

A program ends with `program.main(work)`. work(size) does work that is `size` times the full one,
and returns what somebody would keep of it: a summary, which is small beside what it was made from.
All else it drops by returning. Arguments: `--size NUMBER`, `--settle SECONDS` (how long to go on
after the work), `--idle` (import what the program imports, and no more). Printed are a checksum of
the summary and then `name value` lines.
"""
import gc
import os
import sys
import sysconfig
import time
import zlib

# Between two small pieces of work while the memory settles: a service that is hardly used.
PAUSE = 0.01


def library(*parts):
    """Files of the standard library, or of those packages and modules of it, without its tests."""
    root = sysconfig.get_path("stdlib")
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - {"test", "tests", "idle_test", "site-packages",
                                            "dist-packages", "__pycache__"})
        for name in sorted(files):
            path = os.path.join(folder, name)
            top = os.path.relpath(path, root).split(os.sep)[0]
            if name.endswith(".py") and (not parts or top in parts):
                found.append(path)
    return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def share(items, size):
    """The first so many of the items, at least one."""
    return items[:max(1, round(len(items) * size))]


def need(path):
    """The path, if there is something; otherwise the program cannot be run here."""
    if not os.path.exists(path):
        sys.exit(f"no {path} here")
    return path


def resident():
    """Bytes that the process has in memory, counted by the page."""
    with open("/proc/self/smaps_rollup", "rb") as file:
        for line in file:
            if line.startswith(b"Rss:"):
                return int(line.split()[1]) * 1024
    raise OSError("/proc/self/smaps_rollup does not say what is resident")


def do_little():
    """What a request to a service may cost: some hundred small objects that come and go."""
    record = {str(number): [number, "x" * (number % 400)] for number in range(500)}
    return sum(len(pair[1]) for pair in record.values())


def settle(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        do_little()
        time.sleep(PAUSE)


def main(work):
    words = iter(sys.argv[1:])
    given = {}
    for word in words:
        given[word] = word == "--idle" or float(next(words))
    if "--idle" in given:
        return
    start = resident()
    summary = work(given.get("--size", 1.0))
    gc.collect()
    freed = resident()
    cpu, wall = time.process_time(), time.perf_counter()
    settle(given.get("--settle", 0))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    settled = resident()
    print(zlib.crc32(repr(summary).encode()))
    print(f"start {start}\nfreed {freed - start}\nsettled {settled - start}")
    print(f"settle_cpu {cpu:.6f}\nsettle_wall {wall:.6f}")
