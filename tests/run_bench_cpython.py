# SPDX-License-Identifier: MIT
"""Check the benchmark of CPython on Ouro at a small size: programs that need nothing but the standard
library run on both sides, and the figures that come out of samples. Says nothing about speed."""
import argparse
import json
import sys
import tempfile
from pathlib import Path

import harness

sys.path.insert(0, str(harness.ROOT / "bench"))
import cpython  # noqa: E402 (after the path)

RUN = ("compile_library", "diff_sources", "walk_trees", "concordance")
SIDES = {"alone", "ouro"}


def run_bench(options, folder):
    """Run the benchmark: (outcome, what it wrote as JSON)."""
    result = Path(folder) / "cpython.json"
    outcome = harness.run(
        [sys.executable, "bench/run.py", "cpython", "--python", options.python, "--plugin",
         options.plugin, "--measure", options.measure, "--size", 0.03, "--settle", 0.05,
         "--repeat", 1, "--only", ",".join(RUN), "--json", result], timeout=120)
    if outcome.broken() or outcome.status != 0:
        return outcome, None
    return outcome, json.loads(result.read_text())


def check_samples(result, report):
    """Every program was timed, and weighed, on both sides; those with a spike once more after it."""
    for name in RUN:
        samples = result["samples"][name]
        wanted = {"cpu", "wall", "peak", "idle"}
        if cpython.PROGRAMS[name].spike:
            wanted |= {"after", "at_once"}
        wrong = [side for side in SIDES if set(samples[side]) != wanted or
                 not 0 < samples[side]["cpu"][0] < 60 or
                 not samples[side]["peak"][0] > samples[side]["idle"][0] / 2 > 1 << 20]
        if set(samples) != SIDES or wrong:
            report.fail(f"samples {name}", str(samples))
        else:
            report.ok(f"samples {name}")


def check_table(stdout, result, report):
    missing = [name for name in (*RUN, "geometric mean") if f"\n{name} " not in stdout]
    if missing or len(result["verdicts"]) != 3:
        report.fail("table", f"missing {missing} in\n{stdout}")
    else:
        report.ok("table")


def check_summary(report):
    """Medians, ratios and means of samples that are known."""
    def side(factor, after):
        return {"cpu": [factor, 9 * factor, 2 * factor], "wall": [factor], "peak": [30 * factor],
                "idle": [10 * factor]} | ({"after": [after]} if after is not None else {})
    summaries = {"one": cpython.summarize({"alone": side(1, 1 << 20), "ouro": side(2, 1 << 18)}),
                 "two": cpython.summarize({"alone": side(2, None), "ouro": side(1, None)}),
                 "three": cpython.summarize({"alone": side(1, 0), "ouro": side(1, -4096)})}
    mean = cpython.means(summaries)
    got = (summaries["one"]["cpu"], summaries["one"]["above"]["ouro"], "after" in summaries["two"],
           summaries["three"]["after"]["ratio"], round(mean["cpu"], 9), round(mean["after"], 9))
    expected = ({"alone": 2, "ouro": 4, "ratio": 2}, 40, False, 1, 1, 0.5)
    if got == expected:
        report.ok("summary")
    else:
        report.fail("summary", f"{got}\n{expected}")


def check_verdicts(report):
    """All targets are met at 0.5, none at 1.5; without spikes two are judged."""
    for name, mean, met in (
            ("met", {"cpu": 0.5, "wall": 0.5, "peak": 0.5, "after": 0.5}, [True] * 3),
            ("missed", {"cpu": 1.5, "wall": 1.5, "peak": 1.5, "after": 1.5}, [False] * 3),
            ("no spike", {"cpu": 1.0, "wall": 1.0, "peak": 0.96}, [True, False])):
        got = [each for _, each in cpython.judge_all(mean)]
        if got == met:
            report.ok(f"verdicts {name}")
        else:
            report.fail(f"verdicts {name}", str(got))


def check_refusals(options, report):
    """A library that is not the plug-in, or a program that is not there, ends the benchmark."""
    for name, words in (("plug-in", ["--plugin", options.measure]), ("program", ["--only", "none"])):
        outcome = harness.run(
            [sys.executable, "bench/run.py", "cpython", "--python", options.python, "--plugin",
             options.plugin, "--measure", options.measure, *words], timeout=60)
        if outcome.status == 1 and outcome.stderr and not outcome.stdout:
            report.ok(f"refused: {name}")
        else:
            report.fail(f"refused: {name}", f"status {outcome.status}\n{outcome.stdout}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", required=True, help="the interpreter")
    parser.add_argument("--plugin", required=True, help="libouro-cpython.so")
    parser.add_argument("--measure", required=True, help="bench_measure")
    options = parser.parse_args()

    report = harness.Report()
    with tempfile.TemporaryDirectory() as folder:
        outcome, result = run_bench(options, folder)
    if result is None:
        report.fail("run", f"status {outcome.status}\n{harness.tail(outcome.stderr)}")
    else:
        report.ok("run")
        check_samples(result, report)
        check_table(outcome.stdout.decode(), result, report)
    check_summary(report)
    check_verdicts(report)
    check_refusals(options, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
