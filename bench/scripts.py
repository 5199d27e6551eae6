# SPDX-License-Identifier: MIT
"""Compare ouro with python3.11 on allocation-heavy scripts: whole-process time and peak memory.

Each script of bench/scripts runs once on each without being counted, which also compares what they
print; then `--repeat` times, ouro and python3.11 taking turns, so that a disturbance of the machine
meets both. Time is the wall clock from start to end of the process; user+sys is its processor time;
memory is its peak resident size (ru_maxrss of wait4). Given are medians and the ratio of medians,
ouro to python3.11: below 1 ouro is better. Both see the same environment, PYTHONHASHSEED=0 and no
other PYTHON* variable; neither gets an option that the other lacks.
"""
import argparse
import json
import math
import os
import statistics
import sys
from pathlib import Path

from common import (MEASURE, RESULTS, ROOT, environment, geometric_mean, machine,
                    run_measured)

SCRIPTS = ROOT / "bench" / "scripts"
# Name in the results, title of the column, factor for printing, decimals.
MEASURES = (
    ("wall", "wall ms", 1e3, 1),
    ("cpu", "user+sys ms", 1e3, 1),
    ("peak", "peak MiB", 1 / (1 << 20), 1),
)


def measure(script, rivals, repeat, env):
    """All samples of one script: {rival: {measure: [values]}}."""
    outputs = {name: run_measured([*command, str(script)], env)[1]
               for name, command in rivals.items()}
    if len(set(outputs.values())) != 1:
        sys.exit(f"{script.name}: the outputs differ: " + ", ".join(
            f"{name} {text!r}" for name, text in outputs.items()))
    samples = {name: {key: [] for key, *_ in MEASURES} for name in rivals}
    for turn in range(repeat):
        order = list(rivals) if turn % 2 == 0 else list(rivals)[::-1]
        for name in order:
            measures, _ = run_measured([*rivals[name], str(script)], env)
            for key, value in measures.items():
                samples[name][key].append(value)
    return samples


def summarize(samples):
    """Medians of both and their ratio, for each measure."""
    summary = {}
    for key, *_ in MEASURES:
        ouro = statistics.median(samples["ouro"][key])
        rival = statistics.median(samples["python3.11"][key])
        summary[key] = {"ouro": ouro, "python3.11": rival,
                        "ratio": ouro / rival if rival else math.nan}
    return summary


def print_head():
    print(f"{'':14}" + "".join(f"{title:>27}" for _, title, *_ in MEASURES))
    print(f"{'script':14}" + f"{'ouro':>10}{'python':>9}{'ratio':>8}" * len(MEASURES))


def print_row(name, summary):
    cells = ""
    for key, _, factor, decimals in MEASURES:
        row = summary[key]
        cells += (f"{row['ouro'] * factor:10.{decimals}f}"
                  f"{row['python3.11'] * factor:9.{decimals}f}{row['ratio']:8.2f}")
    print(f"{name:14}{cells}", flush=True)


def main(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev bench scripts", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ouro", default=str(ROOT / "build" / "ouro"),
                        help="the command (default build/ouro)")
    parser.add_argument("--python", default="", help="the rival (default python3.11)")
    parser.add_argument("--repeat", type=int, default=7, metavar="N",
                        help="counted runs of each script on each (default 7)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="only this script (without .py); may be repeated")
    parser.add_argument("--json", type=Path, default=RESULTS / "latest.json",
                        metavar="FILE", help="where the samples go (default %(default)s)")
    options = parser.parse_args(arguments)
    python = options.python or next(
        (path for path in ("/usr/bin/python3.11", "/usr/local/bin/python3.11")
         if os.access(path, os.X_OK)), sys.executable)
    for program in (options.ouro, MEASURE):
        if not os.access(program, os.X_OK):
            sys.exit(f"no executable {program}: ./dev bench builds it")
    scripts = sorted(SCRIPTS.glob("*.py"))
    if unknown := set(options.only) - {script.stem for script in scripts}:
        sys.exit(f"no script {', '.join(sorted(unknown))} in bench/scripts")
    if options.only:
        scripts = [script for script in scripts if script.stem in options.only]
    if options.repeat < 1:
        sys.exit("--repeat must be at least 1")

    rivals = {"ouro": [os.path.abspath(options.ouro), "run"], "python3.11": [python]}
    env = environment() | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    results = {}
    print(f"medians of {options.repeat} runs; ratio below 1: ouro is better")
    print_head()
    for script in scripts:
        samples = measure(script, rivals, options.repeat, env)
        results[script.stem] = {"summary": summarize(samples), "samples": samples}
        print_row(script.stem, results[script.stem]["summary"])
    means = {key: geometric_mean([each["summary"][key]["ratio"] for each in results.values()])
             for key, *_ in MEASURES}
    print(f"{'geometric mean':14}" + "".join(f"{means[key]:27.2f}" for key, *_ in MEASURES))

    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({
        "units": {"wall": "s", "cpu": "s", "peak": "bytes"}, "machine": machine(),
        "commands": rivals, "repeat": options.repeat, "scripts": results,
        "geometric_mean_of_ratios": means}, indent=1) + "\n")
    print(f"samples: {os.path.relpath(options.json)}")
