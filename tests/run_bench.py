# SPDX-License-Identifier: MIT
"""Check the benchmark of the heap at a small size: every workload on Ouro and on malloc, the
figures that come out, and the verdicts that are made of them. Says nothing about speed."""
import argparse
import json
import math
import sys
import tempfile
from pathlib import Path

import harness

sys.path.insert(0, str(harness.ROOT / "bench"))
import heap  # noqa: E402 (after the path)

SCALE = 50
RIVALS = ("ouro", "ouro16", "glibc")


def run_heap(program, folder):
    """Run the benchmark: (outcome, what it wrote as JSON)."""
    result = Path(folder) / "heap.json"
    outcome = harness.run(
        [sys.executable, "bench/run.py", "heap", "--program", program, "--scale", SCALE,
         "--grace", 1, "--repeat", 1, "--rivals", ",".join(RIVALS), "--json", result], timeout=120)
    if outcome.broken() or outcome.status != 0:
        return outcome, None
    return outcome, json.loads(result.read_text())


def check_figures(result, report):
    for workload in heap.WORKLOADS:
        runs = {rival: result["samples"][workload][rival][0] for rival in RIVALS}
        wrong = []
        for rival, figures in runs.items():
            times = [value for name, value in figures.items() if name.endswith("_ns")]
            if not times or not all(math.isfinite(time) and time > 0 for time in times):
                wrong.append(f"{rival}: times {times}")
        # The same tables for all: the same objects are left.
        if len({figures.get("live_bytes") for figures in runs.values()}) != 1:
            wrong.append("the live bytes differ")
        if wrong:
            report.fail(f"figures {workload}", "\n".join(wrong))
        else:
            report.ok(f"figures {workload}")


def check_resident(result, report):
    """Memory is seen to be taken and to go: 100,000 objects of (e) on Ouro."""
    for rival in ("ouro", "ouro16"):
        figures = result["samples"]["e"][rival][0]
        if figures["built"] >= figures["live_bytes"] > 4 * figures["trimmed"]:
            report.ok(f"resident {rival}")
        else:
            report.fail(f"resident {rival}", str(figures))


def check_table(stdout, result, report):
    """Every row that the workloads have, and the mean, stand in the table."""
    names = [row.key for row in heap.ROWS] + ["mean time of a to d"]
    missing = [name for name in names if f"\n{name} " not in stdout]
    if missing or set(result["medians"]) != {row.key for row in heap.ROWS}:
        report.fail("table", f"missing {missing} in\n{stdout}")
    else:
        report.ok("table")


def check_verdicts(report):
    """Where every figure of Ouro's is a tenth of the rivals' all targets are met, where it is
    thirty times theirs none; without rivals only what needs none is judged."""
    rivals = ("cpython", *heap.GENERAL)
    for ours, met in ((0.1, True), (30.0, False)):
        table = {row.key: {"ouro": ours} | dict.fromkeys(rivals, 1.0) for row in heap.ROWS}
        verdicts = heap.judge_all(table)
        name = f"verdicts at {ours}"
        if len(verdicts) == len(heap.TARGETS) and all(each.met == met for _, each in verdicts):
            report.ok(name)
        else:
            report.fail(name, "\n".join(map(str, verdicts)))
    few = heap.judge_all({"f emptied": {"ouro": 0.1}})
    if [each.met for _, each in few] == [True]:
        report.ok("verdicts of one row")
    else:
        report.fail("verdicts of one row", str(few))


def check_refusals(program, report):
    """A wrong word, or an allocator that is not the one that was loaded, ends with status 2."""
    for words in (["glib", "a"], ["ouro", "z"], ["ouro", "a", "ops=0"], ["ouro", "a", "ops=1x"],
                  ["ouro", "a", "size=1"], ["mimalloc", "a"], ["ouro"]):
        outcome = harness.run([program, *words], timeout=20)
        name = f"refused: {' '.join(words)}"
        if outcome.status == 2 and outcome.stderr and not outcome.stdout:
            report.ok(name)
        else:
            report.fail(name, f"status {outcome.status}\n{harness.tail(outcome.stderr)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="bench_heap")
    options = parser.parse_args()
    program = harness.need_executable(options.program)

    report = harness.Report()
    with tempfile.TemporaryDirectory() as folder:
        outcome, result = run_heap(program, folder)
    if result is None:
        report.fail("run", f"status {outcome.status}\n{harness.tail(outcome.stderr)}")
    else:
        report.ok("run")
        check_figures(result, report)
        check_resident(result, report)
        check_table(outcome.stdout.decode(), result, report)
    check_verdicts(report)
    check_refusals(program, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
