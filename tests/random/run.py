# SPDX-License-Identifier: MIT
"""Run random programs with ouro and with python3.11, and compare output and status.

A program that differs is saved in --save, first as it was made, then with every statement taken out
that the difference does not need: NUMBER.py and NUMBER-small.py.
"""
import argparse
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import generate  # noqa: E402
import harness  # noqa: E402

MINIMISE_RUNS = 600
ADDRESS = re.compile(rb" at 0x[0-9a-f]+>")


class Runner:
    """Runs texts as programs; its folder is its own, so that several can work at a time."""

    def __init__(self, options, folder):
        self.options = options
        self.path = Path(folder) / "program.py"

    def outcomes(self, text):
        """What python3.11 and ouro make of it; None when python3.11 does not end in time."""
        self.path.write_text(text, encoding="utf-8")
        oracle = harness.run([self.options.python, self.path], timeout=self.options.timeout)
        if oracle.status is None:
            return None
        return oracle, harness.run([self.options.ouro, "run", self.path],
                                   timeout=self.options.timeout * 3)

    def differs(self, text):
        """A description of the difference, or an empty string."""
        both = self.outcomes(text)
        if both is None:
            return ""
        oracle, ouro = both
        if ouro.broken():
            return f"{ouro.broken()}\n{harness.tail(ouro.stderr)}"
        expected, got = (ADDRESS.sub(b">", each.stdout).split(b"\n") for each in both)
        if (expected, oracle.status) == (got, ouro.status):
            return ""
        for a, b in zip(expected, got):
            if a != b:
                return f"python3.11: {a.decode()}\nouro:       {b.decode()}"
        return (f"status {ouro.status}, expected {oracle.status}; {len(got)} lines, expected "
                f"{len(expected)}\n{harness.tail(ouro.stderr, 5)}")


# ---- Minimising -------------------------------------------------------------------------------

def indentation(line):
    return len(line) - len(line.lstrip())


def statement_end(lines, start):
    """The line behind the statement that begins at `start`, its indented part included."""
    end = start + 1
    while end < len(lines) and indentation(lines[end]) > indentation(lines[start]):
        end += 1
    return end


def minimise(runner, text):
    """`text` without the statements that the difference does not need."""
    lines = text.rstrip("\n").split("\n")
    runs = 0

    def still(candidate):
        nonlocal runs
        runs += 1
        return runs < MINIMISE_RUNS and bool(runner.differs("\n".join(candidate) + "\n"))

    size = len(lines) // 2
    while size >= 1:
        at = len(lines)
        while at > 0:
            at = max(0, at - size)
            candidate = lines[:at] + lines[at + size:]
            if still(candidate):
                lines = candidate
        size //= 2
    at = len(lines) - 1
    while at >= 0:
        end = statement_end(lines, at)
        for put in ([], [" " * indentation(lines[at]) + "pass"]):
            candidate = lines[:at] + put + lines[end:]
            if candidate != lines and still(candidate):
                lines = candidate
                break
        at = min(at, len(lines)) - 1
    return "\n".join(lines) + "\n"


def check(seed, options):
    """The difference that the program of this seed shows, or an empty string."""
    text = generate.generate(seed)
    with tempfile.TemporaryDirectory(prefix="ouro-random-") as folder:
        runner = Runner(options, folder)
        why = runner.differs(text)
        if not why:
            return ""
        options.save.mkdir(parents=True, exist_ok=True)
        (options.save / f"{seed}.py").write_text(text, encoding="utf-8")
        small = minimise(runner, text)
        (options.save / f"{seed}-small.py").write_text(small, encoding="utf-8")
        return f"{runner.differs(small) or why}\n{small}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ouro", default="build/ouro", help="the command (default %(default)s)")
    parser.add_argument("--python", default="/usr/bin/python3.11",
                        help="the oracle (default %(default)s)")
    parser.add_argument("--seeds", type=int, default=60, help="how many (default %(default)s)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default 2)")
    parser.add_argument("--timeout", type=float, default=10, help="seconds for python3.11")
    parser.add_argument("--save", type=Path, default=Path(tempfile.gettempdir()) / "ouro-random",
                        help="folder for programs that differ (default %(default)s)")
    options = parser.parse_args()
    options.ouro = harness.need_executable(options.ouro)

    report = harness.Report()
    seeds = range(options.first, options.first + options.seeds)
    with ThreadPoolExecutor(options.jobs) as pool:
        for seed, why in zip(seeds, pool.map(lambda each: check(each, options), seeds)):
            report.case(f"seed {seed}", why)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
