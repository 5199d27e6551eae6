# SPDX-License-Identifier: MIT
"""Run the wrong programs of tests/misuse and see that guarded heaps stop them.

Each case runs in a process of its own:
debug     must end with a message that matches the case's expression
hardened  must end, by such a message or by SIGSEGV at an inaccessible page, before it says HARM
plain     must say HARM or crash, where the case says that the damage is effective there: otherwise it
          proves nothing that the other two end it
valgrind  memcheck must report what the case expects (with --valgrind)
What a mode cannot find is part of the table too, and must stay true. A right program must pass in
every mode, and memcheck must be silent about it.
"""
import argparse
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import harness

VALGRIND = ("valgrind", "-q", "--error-exitcode=99", "--leak-check=full")
CRASH = -11


@dataclass
class Case:
    name: str
    wrong: str
    debug: str
    hardened: str
    valgrind: str
    harms: str


def read_cases(program):
    listed = harness.run([program, "--list"], timeout=10).stdout.decode()
    return [Case(*record.split("\x1f")) for record in listed.split("\x1e") if record]


def describe(got):
    out = got.stdout.decode(errors="replace").replace("\n", " ")
    return f"status {got.status}, stdout: {out}\nstderr: {harness.tail(got.stderr, 20)}"


def answer(got, expected):
    """What is wrong with how a guarded heap answered, or an empty string."""
    harmed = b"HARM" in got.stdout
    if got.status is None:
        return "did not end in time"
    if expected == "-":
        return "" if got.status == 0 else "documented as not found, but it ended"
    if harmed:
        return "it was stopped too late" if got.status else "not stopped, and the damage was done"
    if expected == "reads":
        return "" if got.status == 0 and b"READ" in got.stdout else "documented as a read of dead bytes"
    if got.status == CRASH and "SIGSEGV" in expected.split("|"):
        return ""
    if got.status != -6:
        return f"expected to end with: {expected}"
    text = got.stderr.decode(errors="replace")
    wanted = "|".join(f"({one})" for one in expected.split("|") if one != "SIGSEGV")
    return "" if wanted and re.search("ouro: fatal: .*", text) and re.search(wanted, text) else (
        f"expected: {expected}")


def check(program, case, mode):
    """Why the case fails in this mode, or an empty string."""
    if mode == "valgrind":
        got = harness.run([*VALGRIND, program, case.name, "plain"], timeout=120)
        text = got.stderr.decode(errors="replace")
        return "" if re.search(case.valgrind, text) else f"expected: {case.valgrind}\n{describe(got)}"
    got = harness.run([program, case.name, mode], timeout=20)
    if mode == "plain":
        bad = got.status is not None and (b"HARM" in got.stdout or got.status < 0)
        return "" if bad else f"does no harm to a plain heap\n{describe(got)}"
    why = answer(got, case.debug if mode == "debug" else case.hardened)
    return f"{why}\n{describe(got)}" if why else ""


def check_right(program, mode):
    if mode == "valgrind":
        got = harness.run([*VALGRIND, program, "right", "plain"], timeout=120)
        return "" if got.status == 0 and not got.stderr else describe(got)
    got = harness.run([program, "right", mode], timeout=20)
    return "" if got.status == 0 and got.stdout == b"SURVIVED\n" else describe(got)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=Path, help="the table, built")
    parser.add_argument("--only", metavar="REGEX", default="")
    parser.add_argument("--valgrind", action="store_true", help="memcheck, and nothing else")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    program = harness.need_executable(options.program)
    report = harness.Report()
    if options.valgrind and not shutil.which("valgrind"):
        report.skip("all", "valgrind is not installed")
        return report.finish()

    cases = [case for case in read_cases(program) if re.search(options.only, case.name)]
    modes = ["valgrind"] if options.valgrind else ["debug", "hardened", "plain"]
    todo = [(case, mode) for case in cases for mode in modes
            if (mode != "plain" or case.harms == "1") and
            (mode != "valgrind" or case.valgrind != "-")]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda one: check(program, *one), todo)
        for (case, mode), why in zip(todo, results):
            if why:
                report.fail(f"{case.name} ({case.wrong}), {mode}", why)
            else:
                report.ok(case.name)
    for mode in modes:
        why = check_right(program, mode)
        if why:
            report.fail(f"a right program, {mode}", why)
        else:
            report.ok("right")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
