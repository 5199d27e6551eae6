# SPDX-License-Identifier: MIT
"""Run scripts with what explains and verifies their objects, and check what is said on stderr.

--leaks must show, of a script whose objects are kept by a global dict, the path to them and the lines
that made them. OURO_VERIFY must find nothing in any example; a program of the command `--faulty` that
makes one of its faults must end with status 3, but for one that is only suspected.
"""
import argparse
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import harness

SCRIPT = """\
class Session:
    def __init__(self, user):
        self.user = [user]

cache = {}

def serve(n):
    for i in range(n):
        cache[i] = Session("user %d" % i)

serve(50)
"""

# Lines of the explanation; {} stands for a number.
WANTED = (
    "when the program had run:",
    "of 50 of type Session, the last one made:",
    "#{} Session: count 1",
    "  made at <string>:9",
    "  referred to by #{} dict of 50[int 49]",
    "  path: modules -> dict of {}['__main__'] -> #{} module.__dict__ -> #{} dict of {}['cache']"
    " -> #{} dict of 50[int 49] -> #{} Session",
    "  made at <string>:3",
    "  referred to by #{} Session.user",
)

# Functions of tests/verify/faulty.c, the status of a program that calls one, and what is said.
FAULTS = (
    ("too_few", 3, "wrong: too few: list #{} has count 1, but 2 references to it are declared, "
                   "by double #{} twice"),
    ("freed_too_early", 3, "wrong: freed too early: forgetful #{} refers to memory that holds no "
                           "live object, at byte {}"),
    ("never_freed", 3, "wrong: never freed: stubborn #{} is garbage, but clearing it does not end "
                       "its cycle"),
    ("unsaid", 3, "wrong: unsaid: a reference to list #{} was stored in silent #{}, without "
                  "ouro_stored"),
    ("undeclared", 0, "suspected: undeclared: 1 of type forgetful may own a reference at byte {}, "
                      "such as forgetful #{}, to list #{}"),
)


def pattern(text):
    """What matches the text, where {} stands for a number."""
    return re.escape(text).replace(r"\{\}", r"\d+")


def check_leaks(ouro, report):
    outcome = harness.run([ouro, "run", "--leaks", "-c", SCRIPT], timeout=60)
    text = outcome.stderr.decode()
    missing = [line for line in WANTED if not re.search(
        f"^{pattern(line)}$", text, re.M)]
    if outcome.broken() or outcome.status != 0 or missing:
        report.fail("leaks", "\n".join([outcome.broken(), "missing:", *missing, "in:", text]))
    else:
        report.ok("leaks")


def check_verify(ouro, script):
    """What is wrong with a script's objects, or an empty string."""
    outcome = harness.run([ouro, script], timeout=300, env=harness.environment(OURO_VERIFY="1"))
    said = [line for line in outcome.stderr.decode("utf-8", "replace").split("\n")
            if line.startswith("ouro: ")]
    return "\n".join([outcome.broken(), *said]).strip()


def check_fault(faulty, code, status, said, verify):
    """How a program of the faulty command differs from what is wanted, or an empty string."""
    outcome = harness.run([faulty, "-c", code], timeout=60,
                          env=harness.environment(OURO_VERIFY=verify))
    text = outcome.stderr.decode("utf-8", "replace")
    wanted = f"ouro: {pattern(said)}\n" if said else ""
    if outcome.status == status and re.fullmatch(wanted, text):
        return outcome.broken()
    return f"status {outcome.status}, expected {status}; said:\n{text}expected:\n{said}"


def check_faults(faulty, report):
    cases = [("no fault", "pass", 0, "", "1"),
             ("no fault, status", "raise SystemExit(5)", 5, "", "1")]
    for name, status, said in FAULTS:
        cases.append((name, f"{name}()", status, said, "1"))
        cases.append((f"{name}, status", f"{name}(); raise SystemExit(5)", status or 5, said, "1"))
        cases.append((f"{name}, not verified", f"{name}()", 0, "", "0"))
    for name, *case in cases:
        wrong = check_fault(faulty, *case)
        report.case(f"fault {name}", wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ouro", default="build/ouro", help="default %(default)s")
    parser.add_argument("--faulty", help="the command with faults; default: those are left out")
    parser.add_argument("scripts", nargs="*", help="default: those of examples/")
    options = parser.parse_args()
    report = harness.Report()
    check_leaks(options.ouro, report)
    if options.faulty:
        check_faults(options.faulty, report)
    scripts = options.scripts or sorted(
        path.relative_to(harness.ROOT) for path in (harness.ROOT / "examples").glob("*.py"))
    with ThreadPoolExecutor(2) as pool:
        said = pool.map(lambda script: check_verify(options.ouro, script), scripts)
        for script, wrong in zip(scripts, said):
            report.case(f"verify {script}", wrong)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
