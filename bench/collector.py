# SPDX-License-Identifier: MIT
"""Compare Ouro's collector with CPython 3.11's on the same scripts: times, shares, bytes per object.

The scripts of bench/collector run on both, in processes of their own, taking turns, `--repeat` times after one
uncounted run; PYTHONHASHSEED=0. Given are medians and the ratio ouro to python: below 1 Ouro is better.

  full      a full collection of a graph in which nothing is garbage, ns for each of --objects
            containers: the first one, to which everything is new; again, when nothing has happened; and when
            one object of a thousand was touched. Of the latter a run does several, and its median counts
  cycles    cycles of two instances that were dropped, ns for each cycle, their end included
  building  work with automatic collections and without: s, the collector's share of the time (1 - off/on),
            and the collections of each generation, which are to be the same on both
  pauses    of the collector, beside --live objects, while cycles become garbage when they are old and
            pointers move: in us at the median, at 99.9 % and at most; the time of --steps steps, peak
            bytes; on CPython, and on Ouro with full collections at once and in slices. A plot goes
            beside the samples
  embedded  the same kind of graphs through C interfaces: libouro's, with the root registered and without,
            beside the conservative collector of Boehm, Demers and Weiser (bdwgc), which frees later
  memory    resident bytes of an object, over a million of its kind
  extreme   a chain, a ring, a wide list, one object with many references (not run unless named): s to
            build, to collect and to drop, peak bytes, at --extreme containers and a tenth of them

docs/benchmarks.md says how to read the result.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from plot import tail_plot

from common import (RESULTS, ROOT, Progress, environment, geometric_mean, machine, pin)

EMBEDDED = ROOT / "build" / "bench_embedded"  # and with _bdwgc at its end, if libgc is there
FOLDER = ROOT / "bench" / "collector"
SIDES = ("python", "ouro")
GROUPS = ("full", "cycles", "building", "pauses", "embedded", "memory", "extreme")
GRAPHS = ("flat", "nested", "chained", "slotted", "instances", "dicts", "tree", "tree_shuffled")
WHEN = ("first", "again", "touched")
TOUCHED = 1000  # one container of so many
WORKS = ("instances", "tree", "flat", "short_lived")
KINDS = ("list", "dict", "tuple", "instance", "set", "int", "float", "str")
SHAPES = ("chain", "ring", "wide", "shared")
COLLECTS = 3  # full collections of each kind in a run


class Bench(NamedTuple):
    """`python` is CPython's column, and bdwgc's in `embedded`."""
    commands: dict[str, list[str]]  # of each side
    env: dict[str, str]
    repeat: int
    progress: Progress


# ---- Running ----------------------------------------------------------------------------------

def run(bench, side, script, *arguments, words=False):
    """The numbers (or `words`) that a script prints, line by line."""
    command = [*bench.commands[side], str(FOLDER / script), *map(str, arguments)]
    done = subprocess.run(command, env=bench.env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {done.returncode}")
    lines = [line.split() for line in done.stdout.splitlines()]
    return lines if words else [[float(word) for word in line] for line in lines]


def take_turns(bench, name, once, sides=None):
    """{side: [what `once(side)` gave]}, the first run of each not counted."""
    sides = list(bench.commands) if sides is None else sides
    results = {side: [] for side in sides}
    for turn in range(-1, bench.repeat):
        for side in sides[::-1 if turn % 2 else 1]:
            result = once(side)
            if turn >= 0:
                results[side].append(result)
            bench.progress.step(name, side)
    return results


def row(figure, unit, results):
    """One row of the table: medians of both sides and their ratio."""
    medians = {side: statistics.median(values) for side, values in results.items()}
    python = medians.get("python", 0)
    return {"figure": figure, "unit": unit, "samples": results, **medians,
            "ratio": medians["ouro"] / python if python else None}


# ---- The groups -------------------------------------------------------------------------------

def full(bench, options):
    for objects in options.objects:
        for graph in GRAPHS:
            name = f"full {graph} {objects / 1e6:g} M"
            runs = take_turns(bench, name, lambda side: run(
                bench, side, "graphs.py", graph, objects, COLLECTS, TOUCHED, words=True))
            for when in WHEN:
                yield row(f"{name}, {when}", "ns", {
                    side: [statistics.median(float(ns) for each, ns in lines if each == when) / objects
                           for lines in each_run] for side, each_run in runs.items()})


def cycles(bench, options):
    yield row("cycles", "ns", take_turns(bench, "cycles", lambda side: statistics.median(
        line[0] for line in run(bench, side, "cycles.py", options.cycles, 3)) / options.cycles))


def building(bench, options):
    for work in WORKS:
        n = options.building * (2 if work == "short_lived" else 1)
        runs = take_turns(bench, f"building {work}", lambda side: [
            run(bench, side, "building.py", work, n, mode)[0] for mode in ("on", "off")])
        name = f"building {work}"
        yield row(f"{name}, on", "s", {side: [on[0] / 1e9 for on, _ in each]
                                       for side, each in runs.items()})
        yield row(f"{name}, off", "s", {side: [off[0] / 1e9 for _, off in each]
                                        for side, each in runs.items()})
        yield row(f"{name}, share", "", {
            side: [1 - statistics.median(off[0] for _, off in each) /
                   statistics.median(on[0] for on, _ in each)] for side, each in runs.items()})
        for i, generation in enumerate(("young", "middle", "full")):
            yield row(f"{name}, {generation}", "", {
                side: [on[1 + i] for on, _ in each] for side, each in runs.items()})


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def pauses(bench, options):
    modes = {"python": (), "ouro": ("generational",), "slices": ("incremental",)}
    turns = take_turns(bench, "pauses", lambda side: run(
        bench, "python" if side == "python" else "ouro", "pauses.py", options.live, options.steps,
        *modes[side]), [side for side in modes if side != "python" or side in bench.commands])
    everything = {}
    for mode, runs in (("generational", {side: turns[side] for side in bench.commands}),
                       ("incremental", {"ouro": turns["slices"]})):
        name = f"pauses {mode}"
        tails = {side: [sorted(pause / 1e3 for pause, in each[1:]) for each in runs[side]]
                 for side in runs}
        for figure, share in (("median", 0.5), ("99.9 %", 0.999), ("longest", 1)):
            yield row(f"{name}, {figure}", "us", {
                side: [quantile(tail, share) for tail in tails[side]] for side in runs})
        yield row(f"{name}, time", "s", {side: [each[0][0] / 1e9 for each in runs[side]]
                                         for side in runs})
        yield row(f"{name}, peak", "MiB", {side: [each[0][1] / (1 << 20) for each in runs[side]]
                                           for side in runs})
        for side in runs:
            label = "CPython" if side == "python" else f"Ouro, {mode}"
            everything[label] = [pause / 1e6 for tail in tails[side] for pause in tail]
    options.plot.parent.mkdir(parents=True, exist_ok=True)
    options.plot.write_text(tail_plot(
        f"Pauses of the collector beside {options.live / 1e6:g} million live objects", everything))


def embedded(bench, options):
    bdwgc = f"{options.embedded}_bdwgc"
    sides = ["ouro"] + ["python"] * os.access(bdwgc, os.X_OK)
    for graph in ("tree", "tree_shuffled", "cycles"):
        for roots in ("1", "0") if graph != "cycles" else ("1",):
            name = f"embedded {graph}" + ("" if roots == "1" else ", no roots")

            def once(side, graph=graph, roots=roots):
                command = [str(options.embedded) if side == "ouro" else bdwgc, graph,
                           str(options.objects[0]), str(COLLECTS)]
                done = subprocess.run(command, env=bench.env | {"ROOTS": roots}, text=True,
                                      stdout=subprocess.PIPE, check=False)
                if done.returncode != 0:
                    sys.exit(f"{' '.join(command)}: status {done.returncode}")
                return statistics.median(map(float, done.stdout.split())) / options.objects[0]

            yield row(name, "ns", take_turns(bench, name, once, sides))


def memory(bench, options):
    for kind in KINDS:
        name = f"memory {kind}"
        yield row(name, "bytes", take_turns(
            bench, name, lambda side: run(bench, side, "memory.py", kind, options.memory)[0][0]))


def extreme(bench, options):
    for shape in SHAPES:
        for n in (options.extreme // 10, options.extreme):
            runs = take_turns(bench, f"extreme {shape} {n}", lambda side: run(
                bench, side, "extremes.py", shape, n)[0])
            for i, what in enumerate(("build", "collect", "drop")):
                yield row(f"extreme {shape} {n:.0e}, {what}", "s", {
                    side: [each[i] / 1e9 for each in runs[side]] for side in runs})
            yield row(f"extreme {shape} {n:.0e}, peak", "MiB", {
                side: [each[3] / (1 << 20) for each in runs[side]] for side in runs})


def runs_of(groups, options):
    sizes = {"full": len(options.objects) * len(GRAPHS), "cycles": 1, "building": len(WORKS),
             "pauses": 1.5, "embedded": 5, "memory": len(KINDS), "extreme": 2 * len(SHAPES)}
    return sum(sizes[group] for group in groups) * (options.repeat + 1)  # on two sides


# ---- Verdicts ---------------------------------------------------------------------------------

def judge(rows):
    """[(text, met)] of the targets that the rows can tell about; met is None: there is no target."""
    verdicts = []

    def target(text, value, most):
        verdicts.append((f"{text}: {value:.3f}; target {most:g}", value <= most))

    def ratios(group, end=""):
        return [each["ratio"] for each in rows if each["ratio"] and
                each["figure"].startswith(group) and each["figure"].endswith(end)]

    if ratios("full"):
        target("full collections, again, to CPython's, mean",
               geometric_mean(ratios("full", "again")), 0.1)
        target("full collections, again, to CPython's, worst", max(ratios("full", "again")), 0.25)
        for when in ("first", "touched"):
            verdicts.append((f"full collections, {when}, to CPython's, mean: "
                             f"{geometric_mean(ratios('full', when)):.3f}", None))
    if ratios("cycles"):
        target("cycles, to CPython's", ratios("cycles")[0], 1 / 3)
    for each in rows:
        work, _, what = each["figure"].partition(", ")
        if what == "share":
            target(f"{work}, the collector's share", each["ouro"],
                   0.05 if work.endswith("short_lived") else 0.15)
        elif what == "on" and each["ratio"] and not work.endswith("short_lived"):
            target(f"{work}, the time to CPython's", each["ratio"], 1 / 3)
        elif what in ("young", "middle", "full") and "python" in each and each["figure"][0] == "b":
            verdicts.append((f"{work}, {what} collections: {each['ouro']:.0f}, CPython's "
                             f"{each['python']:.0f}; target the same", each["ouro"] == each["python"]))
    incremental = {each["figure"].partition(", ")[2]: each["ouro"] for each in rows
                   if each["figure"].startswith("pauses incremental")}
    at_once = {each["figure"].partition(", ")[2]: each["ouro"] for each in rows
               if each["figure"].startswith("pauses generational")}
    if incremental:
        target("pauses in slices, 99.9 %, ms", incremental["99.9 %"] / 1e3, 1)
        target("pauses in slices, longest, ms", incremental["longest"] / 1e3, 3)
        target("peak in slices, to that at once", incremental["peak"] / at_once["peak"], 1.15)
        target("time in slices, to that at once", incremental["time"] / at_once["time"], 1 / 0.9)
    if ratios("memory"):
        target("bytes of an object, to CPython's, mean", geometric_mean(ratios("memory")), 0.75)
        target("bytes of an object, to CPython's, worst", max(ratios("memory")), 1)
    return verdicts


# ---- The command ------------------------------------------------------------------------------

def parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench collector", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ouro", default=str(ROOT / "build" / "ouro"), metavar="FILE",
                        help="the command (default build/ouro)")
    parser.add_argument("--python", default="/usr/bin/python3.11", metavar="FILE",
                        help="the rival (default %(default)s); '' for none")
    parser.add_argument("--embedded", type=Path, default=EMBEDDED, metavar="FILE",
                        help="the program of that group (default %(default)s)")
    parser.add_argument("--only", default=",".join(GROUPS[:-1]), metavar="GROUPS",
                        help="these groups only, as in full,cycles (default all but extreme)")
    parser.add_argument("--repeat", type=int, default=5, metavar="N",
                        help="counted runs of each script on each side (default 5)")
    parser.add_argument("--objects", default="2000000,5000000", metavar="N,...",
                        type=lambda text: [int(float(word)) for word in text.split(",")],
                        help="containers of the graphs (default %(default)s)")
    for name, default, text in (("cycles", 1000000, "cycles that are dropped"),
                                ("building", 1000000, "objects that are built"),
                                ("memory", 1000000, "objects of each kind"),
                                ("live", 5000000, "live objects beside which pauses are measured"),
                                ("steps", 3000000, "steps of that"),
                                ("extreme", 100000000, "containers or references")):
        parser.add_argument(f"--{name}", type=lambda text: int(float(text)), default=default,
                            metavar="N", help=f"{text} (default %(default)s)")
    parser.add_argument("--plot", type=Path, default=RESULTS / "pauses.svg", metavar="FILE",
                        help="where the plot of the pauses goes (default %(default)s)")
    parser.add_argument("--cpu", type=int, metavar="N",
                        help="the processor to run on (default: the last one allowed)")
    parser.add_argument("--json", type=Path, default=RESULTS / "collector.json", metavar="FILE",
                        help="where the samples go (default %(default)s)")
    options = parser.parse_args(arguments)
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(GROUPS):
        parser.error(f"no '{', '.join(sorted(unknown))}' here: there are {', '.join(GROUPS)}")
    if options.repeat < 1 or min(options.objects) < 1:
        parser.error("--repeat and --objects must be above 0")
    return options


def print_row(each):
    python = f"{each['python']:12.4g}" if "python" in each else f"{'':12}"
    ratio = f"{each['ratio']:8.3f}" if each["ratio"] is not None else ""
    print(f"{each['figure']:34}{each['unit']:6}{python}{each['ouro']:12.4g}{ratio}", flush=True)


def main(arguments):
    options = parse(arguments)
    commands = {"python": [options.python], "ouro": [os.path.abspath(options.ouro), "run"]}
    if not options.python:
        del commands["python"]
    for program in (*(command[0] for command in commands.values()), options.embedded):
        if not os.access(program, os.X_OK):
            sys.exit(f"no executable {program}: ./dev bench collector builds or installs it")
    where = pin(options.cpu)
    groups = [group for group in GROUPS if group in options.only]
    bench = Bench(commands, environment() | {"PYTHONHASHSEED": "0"}, options.repeat,
                  Progress(round(runs_of(groups, options) * len(commands))))
    print(f"medians of {options.repeat} runs {where}, load {os.getloadavg()[0]:.1f}; "
          "ratio below 1: Ouro is better")
    print(f"{'':34}{'':6}{'rival':>12}{'ouro':>12}{'ratio':>8}")
    rows = []
    for group in groups:
        for each in globals()[group](bench, options):
            bench.progress.end()
            rows.append(each)
            print_row(each)
    verdicts = judge(rows)
    print()
    for text, met in verdicts:
        print(text if met is None else f"{text}: {'met' if met else 'MISSED'}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({
        "machine": machine(), "commands": commands, "repeat": options.repeat, "rows": rows,
        "verdicts": [{"text": text, "met": met} for text, met in verdicts]}, indent=1) + "\n")
    print(f"\nsamples: {os.path.relpath(options.json)}")
