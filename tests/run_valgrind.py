# SPDX-License-Identifier: MIT
"""Run programs under valgrind's memcheck: scripts with ouro, and unit tests of the heap.

Any error or definite leak is a failure. Scripts are taken in order of name until the time budget is
spent; the rest is skipped, and said so. Unit tests that count steps run few of them.
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


# Of each random test of a unit program.
STEPS = "4000"


def judge(got, status, options):
    """Why a run that should end with `status` failed, or an empty string."""
    if got.status is None:
        return f"did not end in {options.timeout} s under valgrind"
    if b"\n==" in b"\n" + got.stderr or got.status == 99 or got.status < 0:
        return harness.tail(got.stderr, 60)
    if got.status != status:
        return f"status {got.status}\n" + harness.tail(got.stderr)
    return ""


def check(script, options, deadline):
    """(skip reason, failure reason), either empty."""
    if time.monotonic() > deadline:
        return f"the budget of {options.budget} s is spent", ""
    got = harness.run([*VALGRIND, options.ouro, "run", script.name(), *script.args],
                      timeout=options.timeout, stdin=script.stdin)
    return "", judge(got, script.status or 0, options)


def check_unit(program, options, report):
    got = harness.run([*VALGRIND, program], timeout=options.timeout,
                      env=harness.environment(OURO_TEST_STEPS=STEPS))
    why = judge(got, 0, options)
    report.case(program.name, why)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", metavar="DIR", nargs="*", type=Path, help="folders or scripts")
    parser.add_argument("--unit", action="append", default=[], metavar="PROGRAM",
                        help="a unit test, without sanitizers")
    parser.add_argument("--ouro", default="build/ouro", help="a build without sanitizers")
    parser.add_argument("--only", action="append", default=[], metavar="REGEX")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each script")
    parser.add_argument("--budget", type=float, default=240, help="seconds for all")
    options = parser.parse_args()
    units = [harness.need_executable(program) for program in options.unit]
    if options.roots:
        options.ouro = harness.need_executable(options.ouro)

    report = harness.Report()
    if not shutil.which("valgrind"):
        report.skip("all", "valgrind is not installed")
        return report.finish()
    for program in units:
        check_unit(program, options, report)
    deadline = time.monotonic() + options.budget
    scripts = find_scripts(options.roots, options.only) if options.roots else []
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
