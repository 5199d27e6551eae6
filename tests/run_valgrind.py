# SPDX-License-Identifier: MIT
"""Run scripts with ouro under valgrind's memcheck; any error or definite leak is a failure.

Scripts are taken in order of name until the time budget is spent; the rest is skipped, and said so.
"""
import argparse
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness
from run_scripts import find_scripts

VALGRIND = ("valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
            "--errors-for-leak-kinds=definite", "--main-stacksize=8388608")


def check(script, options, deadline):
    """(skip reason, failure reason), either empty."""
    if time.monotonic() > deadline:
        return f"the budget of {options.budget} s is spent", ""
    got = harness.run([*VALGRIND, options.ouro, "run", script.name(), *script.args],
                      timeout=options.timeout, stdin=script.stdin)
    if got.status is None:
        return "", f"did not end in {options.timeout} s under valgrind"
    if b"\n==" in b"\n" + got.stderr or got.status == 99 or got.status < 0:
        return "", harness.tail(got.stderr, 60)
    if got.status != (script.status or 0):
        return "", f"status {got.status}\n" + harness.tail(got.stderr)
    return "", ""


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", metavar="DIR", nargs="+", type=Path, help="folders or scripts")
    parser.add_argument("--ouro", default="build/ouro", help="a build without sanitizers")
    parser.add_argument("--only", action="append", default=[], metavar="REGEX")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each script")
    parser.add_argument("--budget", type=float, default=240, help="seconds for all")
    options = parser.parse_args()
    options.ouro = harness.need_executable(options.ouro)

    report = harness.Report()
    if not shutil.which("valgrind"):
        report.skip("all", "valgrind is not installed")
        return report.finish()
    deadline = time.monotonic() + options.budget
    scripts = find_scripts(options.roots, options.only)
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda each: check(each, options, deadline), scripts)
        for script, (skipped, why) in zip(scripts, results):
            if skipped:
                report.skip(script.name(), skipped)
            elif why:
                report.fail(script.name(), why)
            else:
                report.ok(script.name())
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
