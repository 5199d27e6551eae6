# SPDX-License-Identifier: MIT
"""Run scripts with what explains and verifies their objects, and check what is said on stderr.

--leaks must show, of a script whose objects are kept by a global dict, the path to them and the lines
that made them. OURO_VERIFY must find nothing in any example.
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


def check_leaks(ouro, report):
    outcome = harness.run([ouro, "run", "--leaks", "-c", SCRIPT], timeout=60)
    text = outcome.stderr.decode()
    missing = [line for line in WANTED if not re.search(
        "^" + re.escape(line).replace(r"\{\}", r"\d+") + "$", text, re.M)]
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ouro", default="build/ouro", help="default %(default)s")
    parser.add_argument("scripts", nargs="*", help="default: those of examples/")
    options = parser.parse_args()
    report = harness.Report()
    check_leaks(options.ouro, report)
    scripts = options.scripts or sorted(
        path.relative_to(harness.ROOT) for path in (harness.ROOT / "examples").glob("*.py"))
    with ThreadPoolExecutor(2) as pool:
        said = pool.map(lambda script: check_verify(options.ouro, script), scripts)
        for script, wrong in zip(scripts, said):
            if wrong:
                report.fail(f"verify {script}", wrong)
            else:
                report.ok(f"verify {script}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
