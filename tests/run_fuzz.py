# SPDX-License-Identifier: MIT
"""Build the libFuzzer targets fuzz/fuzz_*.c with clang, and run each for a few seconds.

They are built in build-fuzz by the preset fuzz, whatever compiler the rest uses. Inputs to start
from are in fuzz/corpus/NAME, what a run finds is kept in build-fuzz/corpus/NAME, and an input that
breaks a target in build-fuzz/found: `build-fuzz/fuzz/NAME FILE` repeats it.
"""
import argparse
import shutil
import subprocess
import sys

import harness


def build(report):
    """Configure and compile; whether that succeeded."""
    for command in (["cmake", "--preset", "fuzz"],
                    ["cmake", "--build", "build-fuzz", "--target", "fuzzers", "-j", "2"]):
        done = subprocess.run(command, cwd=harness.ROOT, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            report.fail("build", f"{' '.join(command)}\n{done.stdout}{done.stderr}")
            return False
    return True


def fuzz(name, options, report):
    folder = harness.ROOT / "build-fuzz"
    corpus, found = folder / "corpus" / name, folder / "found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    command = [folder / "fuzz" / name, f"-max_total_time={options.seconds}", "-timeout=10",
               "-rss_limit_mb=2048", f"-artifact_prefix={found}/{name}-", "-print_final_stats=1",
               corpus]
    seeds = harness.ROOT / "fuzz" / "corpus" / name
    if seeds.is_dir():
        command.append(seeds)
    dictionary = harness.ROOT / "fuzz" / f"{name}.dict"
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    got = harness.run(command, timeout=options.seconds + 60)
    if got.status == 0:
        runs = [line for line in got.stderr.decode("utf-8", "replace").split("\n")
                if "number_of_executed_units" in line]
        print(f"{name}: {' '.join(runs[:1]).strip()} in {options.seconds} s")
        report.ok(name)
    else:
        report.fail(name, harness.tail(got.stderr, 60))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5, help="for each target (default 5)")
    parser.add_argument("--only", default="", metavar="TEXT", help="targets whose name has it")
    options = parser.parse_args()

    report = harness.Report()
    names = sorted(path.stem for path in (harness.ROOT / "fuzz").glob("fuzz_*.c")
                   if options.only in path.stem)
    if not shutil.which("clang"):
        report.skip("all", "clang is not installed")
    elif build(report):
        for name in names:
            fuzz(name, options, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
