# SPDX-License-Identifier: MIT
"""Run Python scripts with ouro and with python3.11, and compare what they do.

Compared are standard output and the exit status. Comment lines among the first 30 of a script
change that:

    # stderr: compare      compare standard error as well
    # status: N            both must end with status N
    # args: A B            arguments, as a shell would split them
    # stdin: TEXT          standard input; Python's escapes such as \\n are understood
    # ouro only            not run by python3.11; standard output must equal the sibling .out file
    # oracle: none         not run by python3.11; any output, the status must be 0 (or N)
    # sanitized: REASON    skipped with --sanitized, because REASON
    # guarded: REASON      skipped with --malloc, because REASON

Folders are searched for *.py; names that begin with _ and packages (folders with __init__.py) are
left to the scripts that import them. Scripts run from the top of the source tree with
PYTHONHASHSEED=0, and OURO_TEST_EFFORT tells those that do random things how much to do, in percent;
what it is for this program multiplies --effort, and more than 100 gives each run more time.
"""
import argparse
import difflib
import os
import re
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness

HEAD_LINES = 30


class Script:
    """One script with the directives at its head."""

    def __init__(self, path):
        self.path = path
        self.compare_stderr = False
        self.status = None
        self.args = []
        self.stdin = b""
        self.ouro_only = False
        self.no_oracle = False
        self.not_sanitized = ""
        self.not_guarded = ""
        for line in path.read_bytes().split(b"\n")[:HEAD_LINES]:
            if line.startswith(b"#"):
                self.directive(line.decode("utf-8", "replace")[1:].strip())

    def directive(self, line):
        key, _, value = line.partition(":")
        value = value.strip()
        if line == "ouro only":
            self.ouro_only = True
        elif key == "oracle" and value == "none":
            self.no_oracle = True
        elif key == "sanitized":
            self.not_sanitized = value
        elif key == "guarded":
            self.not_guarded = value
        elif key == "stderr" and value == "compare":
            self.compare_stderr = True
        elif key == "status":
            self.status = int(value)
        elif key == "args":
            self.args = shlex.split(value)
        elif key == "stdin":
            self.stdin = value.encode().decode("unicode_escape").encode("latin-1")

    @property
    def expected_file(self):
        return self.path.with_suffix(".out")

    def name(self):
        try:
            return str(self.path.relative_to(harness.ROOT))
        except ValueError:
            return str(self.path)


def find_scripts(roots, only):
    """All scripts below `roots` (folders or files) whose name matches `only`."""
    found = []
    for root in roots:
        if root.is_file():
            found.append(root)
            continue
        for folder, folders, files in os.walk(root):
            here = Path(folder)
            folders[:] = sorted(name for name in folders if not name.startswith(("_", "."))
                                and not (here / name / "__init__.py").exists())
            found += [here / name for name in sorted(files)
                      if name.endswith(".py") and not name.startswith("_")]
    return [Script(path.resolve()) for path in found
            if not only or any(re.search(pattern, str(path)) for pattern in only)]


def difference(title, expected, got):
    """A unified diff of two outputs, or an empty string."""
    if expected == got:
        return ""
    lines = difflib.unified_diff(
        expected.decode("utf-8", "backslashreplace").splitlines(),
        got.decode("utf-8", "backslashreplace").splitlines(),
        f"{title}: expected", f"{title}: ouro", lineterm="", n=2)
    return "\n".join(lines) or f"{title}: differs in line ends only"


def compare(script, options):
    """Why the script fails, or an empty string."""
    where = script.name()
    command = ["run", where, *script.args]
    stress = {"OURO_GC_STRESS": str(options.gc_stress)} if options.gc_stress else {}
    safety = {"OURO_MALLOC": options.malloc} if options.malloc else {}
    mode = {"OURO_GC": options.gc} if options.gc else {}
    effort = {"OURO_TEST_EFFORT": str(options.effort)}
    got = harness.run([options.ouro, *command], timeout=options.timeout, stdin=script.stdin,
                      env=harness.environment(**stress, **safety, **mode, **effort))
    why = got.broken()
    if why:
        return f"{why}\n{harness.tail(got.stderr, 40)}"
    if stress:
        return ""

    expected_status = script.status or 0
    complaints = []
    if script.ouro_only:
        if options.update:
            script.expected_file.write_bytes(got.stdout)
        if not script.expected_file.exists():
            return f"no {script.expected_file.name} beside it; --update writes it, then read it"
        complaints.append(difference("stdout", script.expected_file.read_bytes(), got.stdout))
    elif not script.no_oracle:
        oracle = harness.run([options.python, where, *script.args], timeout=options.timeout,
                             stdin=script.stdin, env=harness.environment(**effort))
        if oracle.status is None:
            return "python3.11 did not end in time"
        if script.status is not None and oracle.status != script.status:
            return f"python3.11 ended with {oracle.status}, not with the {script.status} it names"
        expected_status = oracle.status
        complaints.append(difference("stdout", oracle.stdout, got.stdout))
        if script.compare_stderr:
            complaints.append(difference("stderr", oracle.stderr, got.stderr))
    if got.status != expected_status:
        complaints.append(f"status {got.status}, expected {expected_status}")
    complaints = [text for text in complaints if text]
    if complaints and got.stderr and not script.compare_stderr:
        complaints.append("stderr of ouro:\n" + harness.tail(got.stderr))
    return "\n".join(complaints)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", metavar="DIR", nargs="+", type=Path, help="folders or scripts")
    parser.add_argument("--ouro", default="build/ouro", help="the command (default %(default)s)")
    parser.add_argument("--python", default="/usr/bin/python3.11",
                        help="the oracle (default %(default)s)")
    parser.add_argument("--only", action="append", default=[], metavar="REGEX",
                        help="only scripts whose path matches; may be repeated")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default 2)")
    parser.add_argument("--timeout", type=float, default=20, help="seconds for each run")
    parser.add_argument("--update", action="store_true",
                        help="write the .out files of `# ouro only` scripts")
    parser.add_argument("--sanitized", action="store_true",
                        help="the command is built with sanitizers")
    parser.add_argument("--gc-stress", type=int, default=0, metavar="N",
                        help="collect after every N containers; look for crashes and reports only")
    parser.add_argument("--gc", metavar="MODE",
                        help="how full collections are done: generational or incremental")
    parser.add_argument("--malloc", metavar="MODE",
                        help="what the heap checks: hardened or debug")
    parser.add_argument("--effort", type=int, default=100, metavar="PERCENT",
                        help="how much random scripts do (default %(default)s)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name passed scripts too")
    options = parser.parse_args()
    options.ouro = harness.need_executable(options.ouro)
    options.effort = options.effort * int(os.environ.get("OURO_TEST_EFFORT", 100)) // 100
    options.timeout *= max(100, options.effort) / 100
    options.only += os.environ.get("OURO_TEST_ONLY", "").split()

    report = harness.Report(options.verbose)
    scripts = find_scripts(options.roots, options.only)
    if not scripts and options.only:
        report.skip("scripts", f"none here matches {' '.join(options.only)}")
    wanted = []
    for script in scripts:
        reason = (script.not_sanitized if options.sanitized else "") or (
            script.not_guarded if options.malloc else "")
        if reason:
            report.skip(script.name(), reason)
        else:
            wanted.append(script)
    scripts = wanted
    with ThreadPoolExecutor(options.jobs) as pool:
        for script, why in zip(scripts, pool.map(lambda each: compare(each, options), scripts)):
            report.case(script.name(), why)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
