# SPDX-License-Identifier: MIT
"""Compare the heap with other allocators: time, resident memory and, if asked, instructions.

Each run is a process of its own (build/bench_heap) with one workload on one allocator; the
allocators take turns, `--repeat` times, all on one processor. Times are processor time per
operation, user and system, page faults included. What is resident is counted by the page from
/proc/self/smaps_rollup, above what was resident before the first object. A run with a million objects or
more first touches twice their memory and gives it back: a virtual machine then has memory behind
the huge pages that some ask for. Given are medians, and
the ratios of ouro's to CPython's and to the best of the general allocators. Random decisions
and sizes come from the same tables for all. docs/benchmarks.md says how to read the result.

Workloads; the operation whose time is given is in brackets:
  a   48 bytes allocated and freed [both], nothing else of the size being alive;
      a_beside: 100 others of the size are
  b   1,000 blocks of 48 bytes allocated, then freed from the last to the first [one of each]
  c   a queue of 100,000 blocks of 16 to 512 bytes, each size as often [oldest freed, one allocated]
  d   1,000,000 objects (d1m; d100k, d10k: fewer), sizes as Python's, replaced at random [one
      freed, one of another size allocated]; then resident bytes per live byte
  e   5,000,000 objects, sizes as Python's, built [one allocated], then all freed [one freed] in
      the order of allocation; e_shuffled: in random order. Resident: per live byte when built;
      when all is freed; after the grace, which is a pause and a little work; after a trim
  f   4,000,000 objects, sizes as Python's, 99 % freed at random. Resident: then, after a trim,
      and after the others are freed too and another trim
  g   1,000,000 objects, sizes as Python's; in 6,000,000 operations [one replaced or freed] their
      number falls evenly to 30 % (g30) or 10 % (g10). Resident per live byte: then; after a trim

Sizes as Python's: 85 % from 24 to 72 bytes, 11 % to 128, 4 % to 512; mean 61.5. Live bytes are
the sizes asked for. In d to g an object's first 16 bytes are written when it is allocated, and the
first 8 when it is freed, as a runtime does.

Rivals: ouro (default options), ouro16 (alignment 16); cpython: PyObject_Malloc in a process that
embeds CPython 3.11; general allocators: glibc, mimalloc, jemalloc, tcmalloc as Debian has them, by
LD_PRELOAD. A trim is ouro_heap_trim, malloc_trim, mi_collect(true), a purge of all arenas of
jemalloc, MallocExtension_ReleaseFreeMemory; CPython has none.
"""
import argparse
import ctypes.util
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, NamedTuple

from common import RESULTS, ROOT, Progress, choose, environment, geometric_mean, machine, pin

PROGRAM = ROOT / "build" / "bench_heap"
OUROS = ("ouro", "ouro16")
# General allocators, and the library that LD_PRELOAD gets.
GENERAL = {"glibc": None, "mimalloc": "mimalloc", "jemalloc": "jemalloc",
           "tcmalloc": "tcmalloc_minimal"}
RIVALS = (*OUROS, "cpython", *GENERAL)
WORKLOADS = ("a", "a_beside", "b", "c", "d1m", "d100k", "d10k", "e", "e_shuffled", "f", "g30",
             "g10")
MIB = 1 << 20


# ---- Rows: what is shown of a workload --------------------------------------------------------

class Row(NamedTuple):
    """One line of the table."""
    workload: str
    name: str
    unit: str
    value: Callable[[dict], float]  # of the figures of a run

    @property
    def key(self):
        return f"{self.workload} {self.name}"


def time_row(workload, phase, name):
    return Row(workload, name, "ns", lambda figures: figures[f"{phase}_ns"])


def per_live_row(workload, point, name):
    return Row(workload, name, "B/B", lambda figures: figures[point] / figures["live_bytes"])


def resident_row(workload, point, name):
    return Row(workload, name, "MiB", lambda figures: figures[point] / MIB)


def all_rows():
    rows = [time_row(workload, "op", "time") for workload in ("a", "a_beside", "b", "c")]
    for workload in ("d1m", "d100k", "d10k"):
        rows += [time_row(workload, "op", "time"), per_live_row(workload, "end", "held")]
    for workload in ("e", "e_shuffled"):
        rows += [time_row(workload, "build", "build"), time_row(workload, "free", "free"),
                 per_live_row(workload, "built", "held"),
                 resident_row(workload, "freed", "freed"),
                 resident_row(workload, "grace", "grace"),
                 resident_row(workload, "trimmed", "trimmed")]
    rows += [time_row("f", "build", "build"), time_row("f", "free", "free"),
             resident_row("f", "freed", "freed"), resident_row("f", "trimmed", "trimmed"),
             resident_row("f", "emptied", "emptied")]
    for workload in ("g30", "g10"):
        rows += [time_row(workload, "op", "time"), per_live_row(workload, "shrunk", "shrunk"),
                 per_live_row(workload, "trimmed", "trimmed")]
    return rows


ROWS = all_rows()
MEAN_WORKLOADS = ("a", "b", "c", "d1m", "d100k", "d10k")
MEAN_ROWS = tuple(f"{workload} time" for workload in MEAN_WORKLOADS)
HELD_ROWS = ("d1m held", "e held")


# ---- Running ----------------------------------------------------------------------------------

def find_library(name):
    """The file that the dynamic linker finds for a library of `ctypes.util`'s name."""
    soname = ctypes.util.find_library(name)
    if soname is None:
        return None
    listing = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    found = re.search(rf"^\s*{re.escape(soname)} .*=> (\S+)$", listing.stdout, re.M)
    return found[1] if found else None


def environments(rivals):
    """{rival: environment}; leaves out those that this machine lacks, and says so."""
    result = {}
    for rival in rivals:
        env = environment()
        if GENERAL.get(rival):
            library = find_library(GENERAL[rival])
            if library is None:
                print(f"{rival}: no lib{GENERAL[rival]} here, left out", file=sys.stderr)
                continue
            env["LD_PRELOAD"] = library
        result[rival] = env
    return result


def run_once(command, env):
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}")
    return json.loads(done.stdout)


def measure(program, workloads, envs, repeat, adjusted):
    """All samples: {workload: {rival: [figures of a run]}}."""
    samples = {workload: {rival: [] for rival in envs} for workload in workloads}
    progress = Progress(len(workloads) * len(envs) * repeat)
    for turn in range(repeat):
        order = list(envs)
        order = order[turn % len(order):] + order[:turn % len(order)]
        for workload in workloads:
            for rival in order:
                progress.step(workload, rival)
                samples[workload][rival].append(
                    run_once([program, rival, workload, *adjusted], envs[rival]))
    progress.end()
    return samples


def medians(samples):
    """{row key: {rival: median}} of the rows whose workload was run."""
    return {row.key: {rival: statistics.median(map(row.value, runs))
                      for rival, runs in samples[row.workload].items()}
            for row in ROWS if row.workload in samples}


# ---- The table --------------------------------------------------------------------------------

def ratio(value, other):
    """Text of value / other; readings of memory may be about 0."""
    return f"{value / other:.2f}" if other > 0.05 and value >= 0 else ""


def best_general(values):
    present = [rival for rival in GENERAL if rival in values]
    return min(present, key=values.get) if present else None


def print_line(key, unit, values):
    decimals = 1 if unit == "MiB" else 2
    line = f"{key:20}{unit:>5}" + "".join(f"{value:9.{decimals}f}" for value in values.values())
    if "ouro" in values:
        best = best_general(values)
        line += f"{ratio(values['ouro'], values['cpython']) if 'cpython' in values else '':>9}"
        line += f"{ratio(values['ouro'], values[best]):>8}  {best}" if best else ""
    print(line.rstrip())


def print_table(table):
    rivals = list(next(iter(table.values())))
    head = "".join(f"{rival:>9}" for rival in rivals)
    print(f"{'':20}{'unit':>5}{head}{'/cpython':>9}{'/best':>8}  best general")
    for row in ROWS:
        if row.key in table:
            print_line(row.key, row.unit, table[row.key])
    if all(key in table for key in MEAN_ROWS):
        results = Results(table)
        print_line("mean time of a to d", "ns", {rival: results.mean(rival) for rival in rivals})


# ---- Targets ----------------------------------------------------------------------------------

class Missing(Exception):
    """A target cannot be judged: a workload or a rival was not run."""


class Results:
    """The medians of a run, asked for by the targets."""

    def __init__(self, table):
        self.table = table

    def of(self, row, rival):
        try:
            return self.table[row][rival]
        except KeyError:
            raise Missing from None

    def mean(self, rival):
        return geometric_mean([self.of(row, rival) for row in MEAN_ROWS])

    def general(self):
        """The general allocators that were run."""
        present = [rival for rival in GENERAL if rival in next(iter(self.table.values()))]
        if not present:
            raise Missing
        return present


class Verdict(NamedTuple):
    text: str
    met: bool


def at_most(value, target, text, unit=""):
    return Verdict(f"{text} {value:.2f}{unit}; target {target:.2f}{unit}", value <= target)


def mean_to_cpython(results, rival):
    return at_most(results.mean(rival) / results.mean("cpython"), 0.75,
                   "(a)-(d) geometric mean of the time, to CPython's:")


def mean_to_general(results, rival):
    general = results.general()
    fastest = min(general, key=results.mean)
    of_each = geometric_mean([min(results.of(row, other) for other in general)
                              for row in MEAN_ROWS])
    return at_most(results.mean(rival) / results.mean(fastest), 0.90,
                   f"(a)-(d) geometric mean, to the fastest general allocator's ({fastest}; to "
                   f"that of the fastest at each: {results.mean(rival) / of_each:.2f}):")


def each_to_cpython(results, rival):
    ratios = {row: results.of(row, rival) / results.of(row, "cpython") for row in MEAN_ROWS}
    worst = max(ratios, key=ratios.get)
    return at_most(ratios[worst], 1, f"(a)-(d) the worst single one, to CPython's ({worst}):")


def build_to_cpython(results, rival):
    return at_most(results.of("e build", rival) / results.of("e build", "cpython"), 0.40,
                   "(e) build, to CPython's:")


def free_to_cpython(workload, order):
    def judge(results, rival):
        row = f"{workload} free"
        return at_most(results.of(row, rival) / results.of(row, "cpython"), 1,
                       f"(e) free {order}, to CPython's:")
    return judge


def least_held(row):
    def judge(results, rival):
        others = ["cpython", *results.general()]
        best = min(others, key=lambda other: results.of(row, other))
        return at_most(results.of(row, rival), results.of(row, best),
                       f"{row}: bytes resident a live byte, the least of the others is {best}'s:")
    return judge


def after_grace(workload, order):
    def judge(results, rival):
        return at_most(results.of(f"{workload} grace", rival), 2,
                       f"(e) freed {order}, resident after the grace:", " MiB")
    return judge


def survivors_to_cpython(results, rival):
    return at_most(results.of("f trimmed", rival) / results.of("f trimmed", "cpython"), 0.45,
                   "(f) resident after a trim, to CPython's:")


def nothing_stays(results, rival):
    # What a process touches by the way, its stack and the heap's own records, is not the objects'.
    return at_most(results.of("f emptied", rival), 0.5,
                   "(f) resident when the survivors are freed too:", " MiB")


def shrunk(results, rival):
    return at_most(results.of("g10 trimmed", rival), 2.5,
                   "(g) bytes resident a live byte at 10 % after a trim:")


TARGETS = (
    mean_to_cpython, mean_to_general, each_to_cpython, build_to_cpython,
    free_to_cpython("e", "in order"), free_to_cpython("e_shuffled", "shuffled"),
    *(least_held(row) for row in HELD_ROWS),
    after_grace("e", "in order"), after_grace("e_shuffled", "shuffled"),
    survivors_to_cpython, nothing_stays, shrunk,
)


def judge_all(table):
    """[(rival, Verdict)] of the targets that the run can tell about."""
    results = Results(table)
    verdicts = []
    for rival in OUROS:
        for target in TARGETS:
            try:
                verdicts.append((rival, target(results, rival)))
            except Missing:
                pass
    return verdicts


def print_verdicts(verdicts):
    for rival, verdict in verdicts:
        print(f"{rival:8}{verdict.text}: {'met' if verdict.met else 'MISSED'}")


# ---- Instructions -----------------------------------------------------------------------------

# Reduced: callgrind runs a program some fifty times slower.
COUNTED = {
    "a": ("ops=200000",), "a_beside": ("ops=200000",), "b": ("ops=200000",),
    "c": ("live=50000", "ops=200000"), "d100k": ("ops=200000",), "d10k": ("ops=200000",),
    "e": ("live=300000", "grace=0"), "e_shuffled": ("live=300000", "grace=0"),
}


def count_once(program, workload, rival, env):
    """{phase: instructions per operation}, counted between bench_start and bench_stop only."""
    with tempfile.TemporaryDirectory() as folder:
        figures = run_once(
            ["valgrind", "-q", "--tool=callgrind", "--collect-atstart=no",
             f"--callgrind-out-file={folder}/out", program, rival, workload, *COUNTED[workload]],
            env)
        counts = {}
        for path in Path(folder).iterdir():
            text = path.read_text()
            phase = re.search(r"^desc: Trigger: Client Request: (\w+)$", text, re.M)
            total = re.search(r"^(?:summary|totals): (\d+)", text, re.M)
            if phase and total:
                ops = figures["ops"] or figures["live"]
                counts[phase[1]] = int(total[1]) / ops
    return counts


def count_all(program, workloads, envs):
    """{"workload phase": {rival: instructions per operation}}; says what could not be counted."""
    table = {}
    workloads = [workload for workload in workloads if workload in COUNTED]
    progress = Progress(len(workloads) * len(envs))
    for workload in workloads:
        for rival, env in envs.items():
            progress.step(workload, f"{rival} callgrind")
            for phase, count in count_once(program, workload, rival, env).items():
                name = "time" if phase == "op" else phase
                table.setdefault(f"{workload} {name}", {})[rival] = count
    progress.end()
    return table


def print_counts(table):
    if not table:
        print("\nno instructions counted: bench_heap was built without <valgrind/callgrind.h>")
        return
    rivals = list(next(iter(table.values())))
    print("\ninstructions per operation (callgrind, smaller sizes)")
    print(f"{'':25}" + "".join(f"{rival:>9}" for rival in rivals))
    for key, values in table.items():
        print(f"{key:25}" + "".join(f"{values.get(rival, math.nan):9.1f}" for rival in rivals))


# ---- The command ------------------------------------------------------------------------------

def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev bench heap", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, metavar="N",
                        help="runs of each workload on each allocator (default 5)")
    parser.add_argument("--only", default=",".join(WORKLOADS), metavar="NAMES",
                        help="these workloads only, as in a,c,d1m; d means all of (d)")
    parser.add_argument("--rivals", default=",".join(RIVALS), metavar="NAMES",
                        help="these allocators only, as in ouro,cpython,mimalloc")
    parser.add_argument("--grace", type=int, metavar="MS",
                        help="the pause of (e) in milliseconds (default 1500)")
    parser.add_argument("--scale", type=int, default=1, metavar="N",
                        help="fewer objects and operations: one in N (says little about targets)")
    parser.add_argument("--callgrind", action="store_true",
                        help="count instructions per operation as well (needs valgrind)")
    parser.add_argument("--cpu", type=int, metavar="N",
                        help="the processor to run on (default: the last one allowed)")
    parser.add_argument("--program", type=Path, default=PROGRAM, metavar="FILE",
                        help="the program that is run (default %(default)s)")
    parser.add_argument("--json", type=Path, default=RESULTS / "heap.json", metavar="FILE",
                        help="where the samples go (default %(default)s)")
    options = parser.parse_args(arguments)
    if options.repeat < 1 or options.scale < 1:
        sys.exit("--repeat and --scale must be at least 1")
    return options


def main(arguments):
    options = parse(arguments)
    workloads = choose(options.only, WORKLOADS, "_0123456789")
    envs = environments(choose(options.rivals, RIVALS))
    program = options.program.resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f"no executable {program}: ./dev bench heap builds it")
    if options.callgrind and not shutil.which("valgrind"):
        sys.exit("--callgrind needs valgrind")
    where = pin(options.cpu)
    adjusted = [f"scale={options.scale}"]
    adjusted += [] if options.grace is None else [f"grace={options.grace}"]
    samples = measure(program, workloads, envs, options.repeat, adjusted)
    table = medians(samples)
    print(f"medians of {options.repeat} runs {where}, load {os.getloadavg()[0]:.1f}; "
          "ns: per operation; B/B: resident bytes per live byte; MiB: resident")
    print_table(table)
    verdicts = judge_all(table)
    if verdicts:
        print()
        print_verdicts(verdicts)
    counts = count_all(program, workloads, envs) if options.callgrind else {}
    if options.callgrind:
        print_counts(counts)

    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({
        "machine": machine(), "repeat": options.repeat, "scale": options.scale,
        "medians": table, "instructions": counts,
        "verdicts": [{"rival": rival, "text": verdict.text, "met": verdict.met}
                     for rival, verdict in verdicts],
        "samples": samples}, indent=1) + "\n")
    print(f"\nsamples: {os.path.relpath(options.json)}")
