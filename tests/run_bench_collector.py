# SPDX-License-Identifier: MIT
"""Check the benchmark of the collector at a small size: every group runs on both sides, what is collected is
the same, and the plot is drawn. Says nothing about speed."""
import argparse
import json
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import harness

sys.path.insert(0, str(harness.ROOT / "bench"))
import collector  # noqa: E402 (after the path)
import plot  # noqa: E402


def check(report, name, good, why="it does not hold"):
    if good:
        report.ok(name)
    else:
        report.fail(name, why)


def run_bench(options, folder):
    """Run the benchmark: (outcome, what it wrote as JSON)."""
    result = Path(folder) / "collector.json"
    outcome = harness.run(
        [sys.executable, "bench/run.py", "collector", "--ouro", options.ouro, "--python",
         options.python, "--embedded", options.embedded, "--only", ",".join(collector.GROUPS),
         "--repeat", 1, "--objects", 5000, "--cycles", 2000, "--building", 50000, "--live", 20000,
         "--steps", 60000, "--memory", 20000, "--extreme", 2000, "--json", result,
         "--plot", Path(folder) / "pauses.svg"], timeout=120)
    if outcome.broken() or outcome.status != 0:
        return outcome, None
    return outcome, json.loads(result.read_text())


def check_rows(result, report):
    """Each group has its rows, and each row a figure of each side that is in it."""
    rows = {row["figure"]: row for row in result["rows"]}
    for group in collector.GROUPS:
        check(report, f"rows of {group}", any(name.startswith(group) for name in rows))
    wrong = [name for name, row in rows.items()
             if row["unit"] and not all(value > 0 for values in row["samples"].values()
                                        for value in values)]
    check(report, "figures above 0", not wrong, f"{', '.join(wrong)}: no figure above 0")
    for work in collector.WORKS:
        for generation in ("young", "middle", "full"):
            row = rows[f"building {work}, {generation}"]
            check(report, f"{work}, {generation} collections", row["ouro"] == row["python"],
                         f"{row['ouro']}, CPython {row['python']}")
    young = rows["building instances, young"]
    check(report, "building collects", young["ouro"] > 0)


def check_plot(path, report):
    """The plot has a line for each run, inside the picture."""
    tree = ElementTree.parse(path)
    lines = [each.get("d") for each in tree.iter() if each.tag.endswith("path") and
             each.get("fill") == "none"]
    check(report, "lines of the plot", len(lines) == 3, f"{len(lines)} lines")
    points = [tuple(map(float, point.split())) for line in lines for point in line[1:].split("L")]
    inside = all(0 <= x <= plot.WIDTH and 0 <= y <= plot.HEIGHT for x, y in points)
    check(report, "the plot is inside", inside)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ouro", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--embedded", required=True, help="bench_embedded")
    options = parser.parse_args()
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ouro-bench-") as folder:
        outcome, result = run_bench(options, folder)
        check(report, "the benchmark runs", result is not None,
                     harness.tail(outcome.stderr, 20))
        if result:
            check_rows(result, report)
            check_plot(Path(folder) / "pauses.svg", report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
