# SPDX-License-Identifier: MIT
"""Run CPython on Ouro in all the ways that the plug-in promises.

Cases of on_pythons.py are run with every interpreter that is here: --python, and what pyenv has; those
of on_one.py and on_live.py with --python alone.
"""
import argparse
import sys
import time

import common
import on_live
import on_one
import on_pythons
from common import harness


def run_case(report, name, case, ouro, python):
    started = time.monotonic()
    try:
        case(ouro, python)
    except common.Skipped as reason:
        report.skip(name, str(reason))
    except common.Failed as failure:
        report.fail(name, str(failure))
    except Exception as error:  # a case that breaks has failed, and the others are run
        report.fail(name, f"{type(error).__name__}: {error}")
    else:
        report.ok(f"{name} ({time.monotonic() - started:.2f} s)")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", metavar="CASE", nargs="*", help="default: all")
    parser.add_argument("--ouro", default="build/ouro", help="default: %(default)s")
    parser.add_argument("--python", default="/usr/bin/python3.11", help="default: %(default)s")
    parser.add_argument("--verbose", action="store_true", help="name cases that pass, too")
    options = parser.parse_args()

    report = harness.Report(options.verbose)
    ouro = common.Ouro(harness.need_executable(options.ouro))
    pythons = common.find_pythons(harness.need_executable(options.python))
    for version in common.VERSIONS:
        if not any(python.version == version for python in pythons):
            report.skip(f"CPython {version[0]}.{version[1]}", "not here")
    plan = [(f"{case.__name__} on {python}", case, python)
            for python in pythons if python.version >= common.VERSIONS[0]
            for case in on_pythons.CASES]
    plan += [(case.__name__, case, pythons[0]) for case in on_one.CASES + on_live.CASES]
    for name, case, python in plan:
        if not options.cases or case.__name__ in options.cases:
            run_case(report, name, case, ouro, python)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
