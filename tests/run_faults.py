# SPDX-License-Identifier: MIT
"""Fail the n-th allocation of a script, for n = 1, 2, 3 ..., and see that it ends cleanly.

OURO_FAIL_ALLOC=N makes ouro fail the N-th allocation after start-up, once. Each run must end
  - with status 1 and MemoryError as the last line of the traceback, or
  - as the undisturbed run does (the failure was absorbed, as by a cache that could not grow), or
  - with status 0 after a message that an exception was ignored in a destructor or callback;
never by a signal, a time-out or a sanitizer's report. Every n up to --dense is tried, then every
k-th, so that about as many again are spread over the rest. --sample N thins both out to N runs.
"""
import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness
from run_scripts import find_scripts

# Beyond this an allocation count is not looked for.
HIGHEST = 1 << 24


def attempt(script, n, options):
    """How the script ends when allocation `n` fails (0: none does)."""
    extra = {"OURO_FAIL_ALLOC": str(n)} if n else {}
    return harness.run([options.ouro, "run", script.name(), *script.args], stdin=script.stdin,
                       timeout=options.timeout, env=harness.environment(**extra))


def judge(got, undisturbed):
    """Why this ending is wrong, or an empty string."""
    why = got.broken()
    if why:
        return why + "\n" + harness.tail(got.stderr, 40)
    lines = got.stderr.decode("utf-8", "replace").rstrip().split("\n")
    if got.status == 1 and lines[-1].startswith("MemoryError"):
        return ""
    if got.status == undisturbed.status:
        if got.stdout == undisturbed.stdout:
            return ""
        if any(line.startswith("MemoryError") for line in lines):
            return ""
        return "the output differs, and nothing says why"
    return f"status {got.status}, and no MemoryError:\n" + harness.tail(got.stderr)


def was_hit(got, undisturbed):
    """Whether the failure showed."""
    return (got.status, got.stdout, got.stderr) != (
        undisturbed.status, undisturbed.stdout, undisturbed.stderr)


def count_allocations(script, undisturbed, options):
    """About how many allocations the script makes: the last n whose failure shows.

    A failure may be absorbed, so that one n says little: three neighbours are asked.
    """
    def shows(n):
        return any(was_hit(attempt(script, n + i, options), undisturbed) for i in range(3))

    low, high = 0, 64
    while high < HIGHEST and shows(high):
        low, high = high, high * 2
    while high - low > 8:
        middle = (low + high) // 2
        if shows(middle):
            low = middle
        else:
            high = middle
    return high + 8


def numbers_to_fail(total, dense, sample):
    """The n to try out of 1 ... total."""
    chosen = list(range(1, min(total, dense) + 1))
    if total > dense:
        chosen += range(dense + 1, total + 1, max(1, (total - dense) // dense))
    if sample and len(chosen) > sample:
        chosen = [chosen[i * len(chosen) // sample] for i in range(sample)]
    return chosen


def check(script, options, report):
    undisturbed = attempt(script, 0, options)
    if undisturbed.broken() or undisturbed.status != 0:
        report.fail(script.name(), "fails without any fault\n" + harness.tail(undisturbed.stderr))
        return
    total = count_allocations(script, undisturbed, options)
    numbers = numbers_to_fail(total, options.dense, options.sample)
    failures, shown = [], 0
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda n: attempt(script, n, options), numbers)
        for n, got in zip(numbers, runs):
            shown += was_hit(got, undisturbed)
            why = judge(got, undisturbed)
            if why:
                failures.append(f"OURO_FAIL_ALLOC={n}: {why}")
    print(f"{script.name()}: {len(numbers)} of {total} allocations failed, {shown} showed, "
          f"{len(failures)} ended wrongly", flush=True)
    if failures:
        report.fail(script.name(), "\n".join(failures[:options.show]))
    elif shown == 0:
        report.fail(script.name(), "no failure showed: does this build read OURO_FAIL_ALLOC?")
    else:
        report.ok(script.name())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", metavar="DIR", nargs="+", type=Path, help="folders or scripts")
    parser.add_argument("--ouro", default="build-asan/ouro", help="default %(default)s")
    parser.add_argument("--only", action="append", default=[], metavar="REGEX")
    parser.add_argument("--dense", type=int, default=2000, help="try every n up to this one")
    parser.add_argument("--sample", type=int, default=0, metavar="N",
                        help="at most N runs a script, evenly spread (default: all)")
    parser.add_argument("--show", type=int, default=3, help="failures printed for each script")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20, help="seconds for each run")
    options = parser.parse_args()
    options.ouro = harness.need_executable(options.ouro)

    report = harness.Report()
    for script in find_scripts(options.roots, options.only):
        check(script, options, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
