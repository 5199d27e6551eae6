# SPDX-License-Identifier: MIT
"""Run CTest in the build folders of several presets, and add up the test cases.

A NAME is a test or a label, a regular expression for names of tests, or, where none matches, one for
paths of scripts that the script runner compares. Tests with the label `long` are run only if a NAME
is theirs or names that label. Cases are counted from the line
`ouro-tests: P passed, F failed, S skipped` of our runners and from cmocka's summary; a program that
prints neither counts as one case. A single test that was named shows its output. The last line is
`N passed, N failed`, with `, N skipped` if any.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import harness

OWN_LINE = re.compile(r"^ouro-tests: (\d+) passed, (\d+) failed, (\d+) skipped$", re.M)
CMOCKA_LINE = re.compile(r"^\[  (PASSED|FAILED|SKIPPED) \s*\] (\d+) test\(s\)", re.M)
# Bytes of output that CTest keeps of each test: all of it, for counting.
OUTPUT_LIMIT = "50000000"


def build_folder(preset):
    return harness.ROOT / ("build" if preset == "release" else f"build-{preset}")


def list_tests(folder):
    """Name and labels of all tests of a build folder."""
    text = subprocess.run(["ctest", "--test-dir", folder, "--show-only=json-v1"], check=True,
                          capture_output=True, text=True).stdout
    tests = {}
    for test in json.loads(text)["tests"]:
        properties = {each["name"]: each["value"] for each in test.get("properties", [])}
        tests[test["name"]] = properties.get("LABELS", [])
    return tests


def select(tests, names):
    """The tests that the names ask for, and the names that only scripts can match."""
    chosen, unmatched = set(), []
    for name in names:
        found = {name} & tests.keys()
        found = found or {test for test, labels in tests.items() if name in labels}
        found = found or {test for test in tests if re.search(name, test)}
        if not found:
            unmatched.append(name)
        chosen |= found
    return chosen, unmatched


def count(case):
    """(passed, failed, skipped) of one testcase element of CTest's JUnit file."""
    output = case.findtext("system-out") or ""
    status = case.get("status")
    if status in ("notrun", "disabled") or case.find("skipped") is not None:
        return 0, 0, 1
    passed = failed = skipped = 0
    own = OWN_LINE.findall(output)
    if own:
        for line in own:
            passed, failed, skipped = (
                old + int(new) for old, new in zip((passed, failed, skipped), line))
    else:
        for what, number in CMOCKA_LINE.findall(output):
            passed += int(number) if what == "PASSED" else 0
            failed += int(number) if what == "FAILED" else 0
            skipped += int(number) if what == "SKIPPED" else 0
    if status == "fail":
        failed = max(failed, 1)
    elif passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def run_preset(preset, names, jobs):
    """Run the tests of a preset, or of PRESET/TEST that one; the counts."""
    preset, _, only = preset.partition("/")
    folder = build_folder(preset)
    tests = {name: labels for name, labels in list_tests(folder).items() if only in ("", name)}
    command = ["ctest", "--test-dir", folder, "--output-on-failure", "-j", str(jobs),
               "--output-junit", "junit.xml", "--test-output-size-passed", OUTPUT_LIMIT,
               "--test-output-size-failed", OUTPUT_LIMIT]
    if not names:
        command += ["-LE", "^long$"]
    environment = dict(os.environ)
    if names or only:
        chosen, unmatched = select(tests, names) if names else (set(tests), [])
        if unmatched:
            environment["OURO_TEST_ONLY"] = " ".join(unmatched)
            chosen |= {test for test in tests if test.startswith("scripts/")}
        if not chosen:
            return 0, 0, 0
        if len(chosen) == 1:
            command += ["--verbose"]
        command += ["-R", "^(" + "|".join(re.escape(name) for name in sorted(chosen)) + ")$"]

    print(f"== {preset} ==", flush=True)
    junit = folder / "junit.xml"
    junit.unlink(missing_ok=True)
    status = subprocess.run(command, env=environment, check=False).returncode
    if not junit.exists():
        print(f"ctest wrote no results (status {status})")
        return 0, 1, 0
    counts = [count(case) for case in ElementTree.parse(junit).getroot().iter("testcase")]
    passed, failed, skipped = (sum(column) for column in zip(*counts)) if counts else (0, 0, 0)
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", metavar="NAME", nargs="*")
    parser.add_argument("--presets", default="release asan", metavar="PRESET[/TEST] ...",
                        help="default: %(default)s")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()

    passed = failed = skipped = 0
    for preset in options.presets.split():
        result = run_preset(preset, options.names, options.jobs)
        passed, failed, skipped = (
            old + new for old, new in zip((passed, failed, skipped), result))
    if passed + failed == 0:
        print("no test ran" + (f": nothing is called {' '.join(options.names)}"
                               if options.names else ""))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
