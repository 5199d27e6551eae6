# SPDX-License-Identifier: MIT
"""Fail the n-th allocation of a script, for n = 1, 2, 3 ..., and see that it ends cleanly.

OURO_FAIL_ALLOC=N:K makes ouro fail K allocations in a row, from the N-th of the program on;
OURO_FAIL_START does it while the runtime starts. Each run must end
  - with status 1 and the traceback of a MemoryError, which destructors' messages may follow, or
  - as the undisturbed run does (the failure was absorbed, as by a cache that could not grow), or
  - with status 0 after a message that an exception was ignored in a destructor or callback;
never by a signal, a time-out, a sanitizer's report or objects that were left.

One failure (K = 1) is tried at every n up to --dense and at every k-th beyond, so that about as
many again are spread over the rest. Longer failures, in which printing the traceback fails too,
are tried at every 7th n, and start-up, several thousand allocations of the same kind, at
every 47th; a K takes its turn at other n than the last one's. --sample N thins each series out
to N runs.
"""
import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness
from run_scripts import find_scripts

# Beyond this an allocation count is not looked for.
HIGHEST = 1 << 24

# How many allocations fail in a row; the last is longer than what any report needs.
RUNS = (2, 5, 40, 100000)
RUN_STRIDE = 7
START_STRIDE = 47


def attempt(script, n, options, run=1, variable="OURO_FAIL_ALLOC"):
    """How the script ends when `run` allocations from `n` on fail (0: none does)."""
    extra = {variable: f"{n}:{run}"} if n else {}
    return harness.run([options.ouro, "run", script.name(), *script.args], stdin=script.stdin,
                       timeout=options.timeout, env=harness.environment(**extra))


def judge(got, undisturbed):
    """Why this ending is wrong, or an empty string."""
    why = got.broken()
    if why:
        return why + "\n" + harness.tail(got.stderr, 40)
    if b"objects were left when the program ended" in got.stderr:
        return "objects were left\n" + harness.tail(got.stderr, 20)
    lines = got.stderr.decode("utf-8", "replace").rstrip().split("\n")
    if got.status == 1 and any(line.startswith("MemoryError") for line in lines):
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


def count_allocations(script, undisturbed, options, variable="OURO_FAIL_ALLOC"):
    """About how many allocations are made: the last n whose failure shows.

    A failure may be absorbed, so that one n says little: three neighbours are asked.
    """
    def shows(n):
        return any(was_hit(attempt(script, n + i, options, 1, variable), undisturbed)
                   for i in range(3))

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


def thin(numbers, sample):
    """At most `sample` of `numbers`, evenly spread; all when that is 0."""
    count = len(numbers)
    if not sample or count <= sample:
        return numbers
    return [numbers[i * count // sample] for i in range(sample)]


def single_failures(total, dense):
    """The n at which one allocation fails, out of 1 ... total."""
    chosen = list(range(1, min(total, dense) + 1))
    if total > dense:
        chosen += range(dense + 1, total + 1, max(1, (total - dense) // dense))
    return chosen


def attempt_all(script, undisturbed, cases, options):
    """Runs (n, run, variable) `cases`: how many showed, and the messages of the wrong endings."""
    shown, failures = 0, []
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda case: attempt(script, case[0], options, *case[1:]), cases)
        for (n, run, variable), got in zip(cases, runs):
            shown += was_hit(got, undisturbed)
            why = judge(got, undisturbed)
            if why:
                failures.append(f"{variable}={n}:{run}: {why}")
    return shown, failures


def tell(name, cases, total, shown, failures, options, report):
    print(f"{name}: {len(cases)} runs over {total} allocations, {shown} showed, "
          f"{len(failures)} ended wrongly", flush=True)
    if failures:
        report.fail(name, "\n".join(failures[:options.show]))
    elif shown == 0:
        report.fail(name, "no failure showed: does this build read OURO_FAIL_ALLOC?")
    else:
        report.ok(name)


def check(script, options, report):
    undisturbed = attempt(script, 0, options)
    if undisturbed.broken() or undisturbed.status != 0:
        report.fail(script.name(), "fails without any fault\n" + harness.tail(undisturbed.stderr))
        return
    total = count_allocations(script, undisturbed, options)
    cases = [(n, 1, "OURO_FAIL_ALLOC")
             for n in thin(single_failures(total, options.dense), options.sample)]
    for i, run in enumerate(RUNS):
        numbers = list(range(1 + i, total + 1, max(RUN_STRIDE, total // options.dense)))
        cases += [(n, run, "OURO_FAIL_ALLOC") for n in thin(numbers, options.sample)]
    shown, failures = attempt_all(script, undisturbed, cases, options)
    tell(script.name(), cases, total, shown, failures, options, report)


def check_start(script, options, report):
    """Failures before the first line of `script`."""
    undisturbed = attempt(script, 0, options)
    total = count_allocations(script, undisturbed, options, "OURO_FAIL_START")
    cases = [(n, run, "OURO_FAIL_START")
             for i, run in enumerate((1, *RUNS))
             for n in thin(list(range(1 + i, total + 1, START_STRIDE)), options.sample)]
    shown, failures = attempt_all(script, undisturbed, cases, options)
    tell("start-up", cases, total, shown, failures, options, report)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", metavar="DIR", nargs="+", type=Path, help="folders or scripts")
    parser.add_argument("--ouro", default="build-asan/ouro", help="default %(default)s")
    parser.add_argument("--only", action="append", default=[], metavar="REGEX")
    parser.add_argument("--dense", type=int, default=3000, help="try every n up to this one")
    parser.add_argument("--sample", type=int, default=0, metavar="N",
                        help="at most N runs a script, evenly spread (default: all)")
    parser.add_argument("--show", type=int, default=3, help="failures printed for each script")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20, help="seconds for each run")
    options = parser.parse_args()
    options.ouro = harness.need_executable(options.ouro)

    report = harness.Report()
    scripts = list(find_scripts(options.roots, options.only))
    for script in scripts:
        check(script, options, report)
    if scripts and not options.only:
        check_start(scripts[0], options, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
