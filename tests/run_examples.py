# SPDX-License-Identifier: MIT
"""Run the C programs of examples/ that were built into a folder, and compare what they print.

Each must end with status 0, write nothing to stderr, and print exactly what its .out file says.
"""
import argparse
import sys
from pathlib import Path

import harness

EXAMPLES = harness.ROOT / "examples"


def check(program):
    """What is wrong with a run of the program, or an empty string."""
    outcome = harness.run([program], timeout=60)
    if outcome.broken() or outcome.status != 0 or outcome.stderr:
        return (f"{outcome.broken()} status {outcome.status}\n"
                f"{outcome.stdout.decode()}{outcome.stderr.decode()}")
    wanted = (EXAMPLES / program.name).with_suffix(".out").read_bytes()
    return "" if outcome.stdout == wanted else f"printed\n{outcome.stdout.decode()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the programs are")
    options = parser.parse_args()
    report = harness.Report()
    for source in sorted(EXAMPLES.glob("*.c")):
        if not source.name.startswith("heap_"):
            wrong = check(options.folder / source.stem)
            report.case(source.name, wrong)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
