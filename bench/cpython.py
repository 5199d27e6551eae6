# SPDX-License-Identifier: MIT
"""Compare CPython on Ouro's heap with CPython alone: real programs' time and resident memory.

Each run is a process of its own; `ouro` has the plug-in build/libouro-cpython.so in LD_PRELOAD,
`alone` has not, and nothing else differs: a clean environment, PYTHONHASHSEED=0, no byte-code
written beside the sources. The two take turns, `--repeat` times, on one processor. Before that
each program runs once on each, uncounted, and what they print is compared.

  time    processor seconds of the whole process, user and system, children included
  wall    seconds by the clock
  peak    most that was resident at once (ru_maxrss of wait4); above imports: less what the process
          has that only imports the same modules, for information
  after   resident when the spike is over, above what was resident after the imports: the program
          drops all it made but a small summary, collects, and goes on for a little longer than the
          heap's delay, hardly using memory, as a service at night (this is not part of the times)

Given are medians and the ratios ouro to alone: below 1 Ouro is better. Targets are judged by the
geometric means of the ratios, of `after` over the programs that have a spike.
docs/benchmarks.md says how to read the result. The programs are in bench/cpython:
"""
import argparse
import ast
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from common import (MEASURE, RESULTS, ROOT, Progress, choose, environment, geometric_mean, machine,
                    pin, run_measured)

FOLDER = ROOT / "bench" / "cpython"
PLUGIN = ROOT / "build" / "libouro-cpython.so"
SIDES = ("alone", "ouro")
MIB = 1 << 20
# Longer than twice the heap's delay: by then all that is empty has gone.
SETTLE = 0.8
LEAST = 4096  # a page: what stays of a spike is taken as at least that, for the ratio


# ---- The programs -----------------------------------------------------------------------------

class Program(NamedTuple):
    """A module to be run with `-m`, or else the file NAME.py of the folder."""
    about: str
    spike: bool = False
    module: tuple[str, ...] = ()
    imports: str = ""  # what it imports, as a statement

    def command(self, name, size, settle):
        if self.module:
            return ["-m", *self.module]
        return [str(FOLDER / f"{name}.py"), "--size", str(size), "--settle",
                str(settle if self.spike else 0)]

    def idle_command(self, name):
        return ["-c", self.imports] if self.module else [str(FOLDER / f"{name}.py"), "--idle"]


def script(name, spike=True):
    """A program of the folder, which says in its first lines what it does."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    return Program(ast.get_docstring(ast.parse(text)), spike)


# Sphinx keeps what it made; compiling and comparing make little that lives: these have no spike.
PROGRAMS = {
    "compile_library": script("compile_library", spike=False),
    "test": Program(
        "python -m test test_gc test_dict test_list: CPython's own tests of them",
        module=("test", "test_gc", "test_dict", "test_list"), imports="import test.libregrtest"),
    "diff_sources": script("diff_sources", spike=False),
    "sphinx_manual": script("sphinx_manual", spike=False),
    **{name: script(name) for name in (
        "docutils_manual", "json_pickle", "sqlite_rows", "xml_trees", "walk_trees",
        "unparse_trees", "lib2to3_trees", "pyflakes_library", "pygments_sources", "concordance")},
}


def describe():
    return "\n".join(f"  {name:18}{' '.join(program.about.split())}"
                     for name, program in PROGRAMS.items())


# ---- Running ----------------------------------------------------------------------------------

class Bench(NamedTuple):
    python: str
    envs: dict[str, dict[str, str]]  # of each side
    size: float
    settle: float
    measure: Path  # the program bench_measure


def run_once(bench, name, side):
    """(figures of a run, what it printed for comparison)."""
    program = PROGRAMS[name]
    figures, text = run_measured([bench.python, *program.command(name, bench.size, bench.settle)],
                                 bench.envs[side], bench.measure)
    if program.module:
        return figures, None  # durations are in it
    checksum, *lines = text.decode().splitlines()
    told = {key: float(value) for key, value in (line.split() for line in lines)}
    figures["cpu"] -= told.pop("settle_cpu")
    figures["wall"] -= told.pop("settle_wall")
    if program.spike:
        figures["after"] = told["settled"]
        figures["at_once"] = told["freed"]
    return figures, checksum


def can_run(bench, name):
    """Whether this interpreter has what the program imports; says what is missing."""
    done = subprocess.run([bench.python, *PROGRAMS[name].idle_command(name)], text=True,
                          env=bench.envs[SIDES[0]], capture_output=True, check=False)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        print(f"{name}: left out: {reason}", file=sys.stderr)
    return done.returncode == 0


def compare_output(bench, name):
    """Run on each side uncounted, which also brings all files into memory."""
    texts = {side: run_once(bench, name, side)[1] for side in bench.envs}
    if len(set(texts.values())) != 1:
        sys.exit(f"{name}: the outputs differ: {texts}")


def measure(bench, names, repeat):
    """All samples: {program: {side: {figure: [values]}}}."""
    samples = {name: {side: {} for side in bench.envs} for name in names}
    progress = Progress(len(names) * len(bench.envs) * (repeat + 1))
    for turn in range(-1, repeat):
        order = list(bench.envs) if turn % 2 == 0 else list(bench.envs)[::-1]
        for name in names:
            if turn < 0:
                compare_output(bench, name)
            for side in order:
                progress.step(name, side)
                if turn < 0:
                    idle, _ = run_measured([bench.python, *PROGRAMS[name].idle_command(name)],
                                           bench.envs[side], bench.measure)
                    samples[name][side]["idle"] = [idle["peak"]]
                    continue
                figures, _ = run_once(bench, name, side)
                for key, value in figures.items():
                    samples[name][side].setdefault(key, []).append(value)
    progress.end()
    return samples


def environments(python, plugin):
    """{side: environment}; ends the benchmark if the plug-in does not serve the interpreter."""
    env = environment() | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    envs = {"alone": env, "ouro": env | {"LD_PRELOAD": str(plugin)}}
    done = subprocess.run([python, "-c", "pass"], env=envs["ouro"] | {"OURO_VERBOSE": "1"},
                          capture_output=True, text=True, check=False)
    if done.returncode != 0 or "runs on Ouro" not in done.stderr:
        sys.exit(f"{python} does not run on {plugin}: {done.stderr.strip()}")
    return envs


# ---- The table --------------------------------------------------------------------------------

class Column(NamedTuple):
    key: str
    title: str
    factor: float
    decimals: int
    target: float | None  # of the geometric mean of the ratios


COLUMNS = (
    Column("cpu", "time s", 1, 2, 1.0),
    Column("wall", "wall s", 1, 2, None),
    Column("peak", "peak MiB", 1 / MIB, 1, 0.95),
    Column("above", "above imports", 1 / MIB, 1, None),
    Column("after", "after MiB", 1 / MIB, 1, 0.6),
)


def summarize(samples):
    """{figure: {side: median, "ratio": ouro to alone}} of one program."""
    medians = {side: {key: statistics.median(values) for key, values in figures.items()}
               for side, figures in samples.items()}
    summary = {}
    for column in COLUMNS:
        if column.key == "above":
            row = {side: figures["peak"] - figures["idle"] for side, figures in medians.items()}
        elif all(column.key in figures for figures in medians.values()):
            row = {side: figures[column.key] for side, figures in medians.items()}
        else:
            continue
        least = LEAST if column.key in ("above", "after") else 0
        ratio = max(row["ouro"], least) / max(row["alone"], least)
        summary[column.key] = row | {"ratio": ratio}
    return summary


def means(summaries):
    """{figure: geometric mean of its ratios}."""
    result = {}
    for column in COLUMNS:
        ratios = [summary[column.key]["ratio"] for summary in summaries.values()
                  if column.key in summary]
        if ratios:
            result[column.key] = geometric_mean(ratios)
    return result


def print_table(summaries, mean):
    print(f"{'':18}" + "".join(f"{column.title:>24}" for column in COLUMNS))
    print(f"{'':18}" + f"{'alone':>9}{'ouro':>8}{'ratio':>7}" * len(COLUMNS))
    for name, summary in summaries.items():
        line = f"{name:18}"
        for column in COLUMNS:
            row = summary.get(column.key)
            line += f"{'':24}" if row is None else (
                f"{row['alone'] * column.factor:9.{column.decimals}f}"
                f"{row['ouro'] * column.factor:8.{column.decimals}f}{row['ratio']:7.2f}")
        print(line.rstrip())
    print(f"{'geometric mean':18}" + "".join(
        f"{mean[column.key]:24.3f}" if column.key in mean else f"{'':24}" for column in COLUMNS))


VERDICTS = {"cpu": "time", "peak": "peak resident", "after": "resident after the spike"}


def judge_all(mean):
    """[(text, met)] of the targets that the run can tell about."""
    return [(f"{VERDICTS[column.key]}, to CPython's alone: {mean[column.key]:.3f}; "
             f"target {column.target:.2f}", mean[column.key] <= column.target)
            for column in COLUMNS if column.target is not None and column.key in mean]


# ---- The command ------------------------------------------------------------------------------

def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev bench cpython", description=__doc__ + describe(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default="/usr/bin/python3.11", metavar="FILE",
                        help="the interpreter (default %(default)s); programs whose packages it "
                             "lacks are left out")
    parser.add_argument("--repeat", type=int, default=5, metavar="N",
                        help="counted runs of each program on each side (default 5)")
    parser.add_argument("--only", default=",".join(PROGRAMS), metavar="NAMES",
                        help="these programs only, as in walk_trees,xml_trees")
    parser.add_argument("--size", type=float, default=1.0, metavar="F",
                        help="so much of the work, as in 0.1 (says little about targets)")
    parser.add_argument("--settle", type=float, default=SETTLE, metavar="SECONDS",
                        help="how long a program goes on after its spike (default %(default)s)")
    parser.add_argument("--plugin", type=Path, default=PLUGIN, metavar="FILE",
                        help="the plug-in (default %(default)s)")
    parser.add_argument("--measure", type=Path, default=MEASURE, metavar="FILE",
                        help="the program that measures (default %(default)s)")
    parser.add_argument("--cpu", type=int, metavar="N",
                        help="the processor to run on (default: the last one allowed)")
    parser.add_argument("--json", type=Path, default=RESULTS / "cpython.json", metavar="FILE",
                        help="where the samples go (default %(default)s)")
    options = parser.parse_args(arguments)
    if options.repeat < 1 or options.size <= 0 or options.settle < 0:
        parser.error("--repeat and --size must be above 0, --settle not below it")
    return options


def main(arguments):
    options = parse(arguments)
    chosen = choose(options.only, PROGRAMS)
    plugin = options.plugin.resolve()
    for file in (options.measure, plugin):
        if not os.access(file, os.R_OK):
            sys.exit(f"no {file}: ./dev bench cpython builds it")
    where = pin(options.cpu)
    bench = Bench(options.python, environments(options.python, plugin), options.size,
                  options.settle, options.measure)
    names = [name for name in chosen if can_run(bench, name)]
    if not names:
        sys.exit("no program can run")

    samples = measure(bench, names, options.repeat)
    summaries = {name: summarize(samples[name]) for name in names}
    mean = means(summaries)
    verdicts = judge_all(mean)
    print(f"medians of {options.repeat} runs {where}, load {os.getloadavg()[0]:.1f}; "
          "ratio below 1: Ouro is better")
    print_table(summaries, mean)
    print()
    for text, met in verdicts:
        print(f"{text}: {'met' if met else 'MISSED'}")

    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({
        "units": {"cpu": "s", "wall": "s", "peak": "bytes", "after": "bytes"},
        "machine": machine(), "python": options.python, "repeat": options.repeat,
        "size": options.size, "programs": summaries, "geometric_mean_of_ratios": mean,
        "verdicts": [{"text": text, "met": met} for text, met in verdicts],
        "samples": samples}, indent=1) + "\n")
    print(f"\nsamples: {os.path.relpath(options.json)}")
