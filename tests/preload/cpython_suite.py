# SPDX-License-Identifier: MIT
"""Run CPython's own test suite with and without Ouro, and compare test by test.

Each module of the suite is a process of its own (`python -m test MODULE`), once plain and once under
`ouro exec`; what the two say about each single test must be the same. A module with a difference is
run again both ways: a test that one side itself answers in two ways is called unstable, and only
what remains is a difference. Needs the suite (Debian: libpython3.11-testsuite).
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402  (needs the line above)

# About half a minute both ways: what the memory system is most of.
SHORT = "test_dict test_gc test_list test_weakref".split()

# Left out by default: these take half the time, and most of it waiting.
SLOW = """
    test_asyncio test_compileall test_concurrent_futures test_cppext test_ftplib test_imaplib
    test_largefile test_logging test_multiprocessing_fork test_multiprocessing_forkserver
    test_multiprocessing_main_handling test_multiprocessing_spawn test_poll test_poplib
    test_regrtest test_selectors test_signal test_socket test_ssl test_venv test_xmlrpc test_zipfile
""".split()

# Tests that must differ, with the reason.
BY_DESIGN = {
    "test.test_cmd_line.CmdLineTest.test_pythonmalloc":
        "asks which of its own allocators CPython is on, without PYTHONMALLOC too",
}

MODULE = "(the module)"  # its status, among the names of its tests
SHOWN = 200  # differences printed in full


# ---- One module ---------------------------------------------------------------------------------

def outcome(case):
    """What regrtest says about one test, as a word."""
    for word in ("error", "failure", "skipped", "output"):
        if case.find(word) is not None:
            return {"failure": "failed", "output": "expected failure"}.get(word, word)
    return "unexpected success" if case.get("outcome") else "passed"


def read_tests(path):
    """Outcome by test; a name that comes again gets a number."""
    try:
        root = ElementTree.parse(path).getroot()
    except (FileNotFoundError, ElementTree.ParseError):
        return {}
    tests = {}
    for case in root.iter("testcase"):
        name = base = case.get("name") or "?"
        count = 1
        while name in tests:
            count += 1
            name = f"{base} #{count}"
        tests[name] = outcome(case)
    return tests


def wait_or_kill(process, timeout):
    """The output and status of a process in a session of its own; status None after a time-out."""
    try:
        output, _ = process.communicate(timeout=timeout)
        return output, process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return output, None


def run_module(prefix, python, module, timeout):
    """Run one module of the suite: status, seconds, outcome of each test, and the output's end."""
    work = Path(tempfile.mkdtemp(prefix="ouro-suite-"))
    results = work / "results.xml"
    command = [*prefix, python, "-m", "test", "--tempdir", work, "--junit-xml", results, module]
    started = time.monotonic()
    environment = harness.environment(TMPDIR=str(work))
    for name in ("PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name)
    with subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
                          cwd=work, start_new_session=True) as process:
        output, status = wait_or_kill(process, timeout)
    found = {"status": status, "seconds": round(time.monotonic() - started, 2),
             "tests": read_tests(results), "end": harness.tail(output, 30)}
    shutil.rmtree(work, ignore_errors=True)
    return found


# ---- One way of running all of them -------------------------------------------------------------

class Side:
    """The results of one way of running the modules, kept in a file if one is named."""

    def __init__(self, name, prefix, options, path):
        self.name, self.prefix, self.options, self.path = name, prefix, options, path
        self.modules = json.loads(path.read_text()) if path and path.exists() else {}

    def run(self, module):
        return run_module(self.prefix, self.options.python, module, self.options.timeout)

    def get(self, module):
        if module not in self.modules:
            self.modules[module] = self.run(module)
            if self.path:
                self.path.write_text(json.dumps(self.modules, indent=1))
        return self.modules[module]


def answers(found):
    """What is compared: the status and each test's outcome."""
    return {MODULE: f"status {found['status']}", **found["tests"]}


def differences(plain, ouro):
    """The tests on which two results differ: [(test, without, with)]."""
    one, two = answers(plain), answers(ouro)
    return [(name, one.get(name, "not run"), two.get(name, "not run"))
            for name in sorted(one.keys() | two.keys()) if one.get(name) != two.get(name)]


def by_design(differing):
    """Those of a module's differences that must be: with nothing else, its status is one of them,
    and the parts of such a test, which have no name."""
    named = {name for name, _, _ in differing if name in BY_DESIGN}
    others = {name for name, _, _ in differing} - named
    if named and all(name == MODULE or name.startswith("?") for name in others):
        return differing
    return [each for each in differing if each[0] in named]


def settle(module, sides, found, again):
    """Run a module that differs again, both ways: (differences that stay, unstable tests)."""
    seen = [{}, {}]
    for side, results in enumerate(found):
        for name, word in answers(results).items():
            seen[side].setdefault(name, set()).add(word)
    for _ in range(again):
        for side, each in enumerate(sides):
            for name, word in answers(each.run(module)).items():
                seen[side].setdefault(name, set()).add(word)
    stay, unstable = [], []
    for name, one, two in differences(*found):
        ways = [seen[side].get(name, {"not run"}) for side in (0, 1)]
        (stay if not ways[0] & ways[1] else unstable).append((name, one, two))
    return stay, unstable


# ---- The report ---------------------------------------------------------------------------------

def count_words(modules, side):
    words = {}
    for module in modules:
        for word in side.modules[module]["tests"].values():
            words[word] = words.get(word, 0) + 1
    return ", ".join(f"{count} {word}" for word, count in sorted(words.items()))


def summary(modules, sides):
    """Counts and time of each side, as lines."""
    for side in sides:
        seconds = sum(side.modules[module]["seconds"] for module in modules)
        failed = sum(side.modules[module]["status"] != 0 for module in modules)
        yield (f"{side.name}: {len(modules)} modules in {seconds:.0f} s, {failed} of them with"
               f" failures; {count_words(modules, side)}")


def compare(report, modules, sides, options):
    """Run and compare all modules; each test of each module is a case of the report."""
    shown = 0
    for number, module in enumerate(modules, 1):
        found = [side.get(module) for side in sides]
        stay, unstable = differences(*found), []
        if stay and options.again:
            stay, unstable = settle(module, sides, found, options.again)
        print(f"[{number}/{len(modules)}] {module}: {len(found[0]['tests'])} tests,"
              f" {found[0]['seconds']:.1f} s / {found[1]['seconds']:.1f} s,"
              f" {len(stay)} differ", flush=True)
        for name, one, two in unstable:
            report.skip(f"{module} {name}",
                        f"unstable: {one} without Ouro, {two} with it, other on another run")
        meant = by_design(stay)
        for name, one, two in meant:
            report.skip(f"{module} {name}", f"by design: {one} without Ouro, {two} with it"
                        + (f"; it {BY_DESIGN[name]}" if name in BY_DESIGN else ""))
        for name, one, two in stay:
            if (name, one, two) in meant:
                continue
            shown += 1
            detail = f"{one} without Ouro, {two} with it"
            report.fail(f"{module} {name}",
                        detail + ("\n" + found[1]["end"] if shown <= SHOWN else ""))
        same = len(answers(found[0]).keys() | answers(found[1]).keys())
        report.passed += same - len(stay) - len(unstable)


def list_modules(python):
    """All modules of the suite, or None when it is not installed."""
    done = subprocess.run([python, "-m", "test", "--list-tests"], capture_output=True, text=True,
                          env=harness.environment(), check=False)
    return done.stdout.split() if done.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", metavar="MODULE", nargs="*", help="default: ten minutes' worth")
    parser.add_argument("--short", action="store_true", help="half a minute's worth of modules")
    parser.add_argument("--all", action="store_true", help="the whole suite: about an hour")
    parser.add_argument("--ouro", default="build/ouro", help="default: %(default)s")
    parser.add_argument("--python", default="/usr/bin/python3.11", help="default: %(default)s")
    parser.add_argument("--timeout", type=float, default=1200, metavar="S", help="of one module")
    parser.add_argument("--again", type=int, default=2, metavar="N",
                        help="how often a module that differs is run again (default %(default)s)")
    parser.add_argument("--plain", type=Path, metavar="FILE",
                        help="results without Ouro: what the file has is not run, the rest is added")
    parser.add_argument("--with", dest="results", type=Path, metavar="FILE",
                        help="the same for results with Ouro")
    parser.add_argument("--only-plain", action="store_true",
                        help="only fill the file of results without Ouro")
    options = parser.parse_args()

    report = harness.Report()
    known = list_modules(options.python)
    if not known:
        report.skip("CPython's test suite", f"not installed for {options.python}")
        return report.finish()
    wanted = options.modules or (SHORT if options.short else
                                 known if options.all else
                                 [module for module in known if module not in SLOW])
    modules = [module for module in wanted if module in known]
    for module in wanted:
        if module not in known:
            report.skip(module, "this suite has no such module")
    plain = Side("without Ouro", [], options, options.plain)
    if options.only_plain:
        for module in modules:
            plain.get(module)
        return 0
    ouro = Side("with Ouro", [harness.need_executable(options.ouro), "exec", "--"], options,
                options.results)
    compare(report, modules, (plain, ouro), options)
    for line in summary(modules, (plain, ouro)):
        print(line)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
