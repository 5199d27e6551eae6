# SPDX-License-Identifier: MIT
"""Compares the compiler with python3.11: code objects of valid programs, errors of invalid ones.

A case is a file, ours in corpus/ or one of the standard library, or a program of errors.txt. Files
whose code is laid out differently stand in different.txt, with the reason: such a file passes as
long as it compiles and differs, so that the list never holds more than what is known. With --fail-each a case is a file of
the corpus, compiled with the n-th allocation failing for n = 2, 2 + STEP ... Named FILEs replace
all of this by the comparison of their code.
"""
import argparse
import ast
import os
import re
import sys
import tempfile
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
import harness  # noqa: E402
import oracle_code  # noqa: E402

SAMPLE = 8   # one in so many files of the standard library is compared in a normal run
STEP = 5     # between the allocations that fail
BATCH = 100  # files that one run of dump_code is given
LIBRARY = Path(os.__file__).resolve().parent
STACK = re.compile(rb"^code .* stack (\d+)$")


def known_differences():
    """Path below the standard library -> reason."""
    known = {}
    for line in (HERE / "different.txt").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            path, reason = line.split(None, 1)
            known[path] = reason
    return known


# ---- What dump_code prints --------------------------------------------------------------------

def dump(program, paths):
    """The lines that dump_code prints for each file, without `file NAME`."""
    sections = []
    for begin in range(0, len(paths), BATCH):
        batch = paths[begin:begin + BATCH]
        outcome = harness.run([program, *batch], timeout=600)
        wrong = outcome.broken() or (f"status {outcome.status}" if outcome.status else "")
        parts = (b"\n" + outcome.stdout).split(b"\nfile ")[1:]
        if wrong or len(parts) != len(batch):
            sys.exit(f"dump_code: {wrong} after {len(parts)} of {len(batch)} files\n"
                     + harness.tail(outcome.stderr))
        sections += [part.rstrip(b"\n").split(b"\n")[1:] for part in parts]
    return sections


def stack_rooms(lines):
    """(stack size, whether keyword names lie on the stack) of each code object."""
    rooms = []
    for line in lines:
        head = STACK.match(line)
        if head:
            rooms.append([int(head[1]), False])
        elif b" CALL_KW " in line:
            rooms[-1][1] = True
    return rooms


def first_difference(ours, theirs):
    """The first line that differs, or an empty string. CALL_KW takes the names from the stack,
    which may need one place more than python3.11's KW_NAMES; and no stack is smaller than one."""
    rooms = zip(stack_rooms(ours), stack_rooms(theirs))
    for a, b in zip(ours + [b""] * len(theirs), theirs):
        if STACK.match(a) and STACK.match(b):
            (mine, keywords), (other, _) = next(rooms)
            if other <= mine <= max(other + keywords, 1):
                a, b = a.rsplit(b" ", 1)[0], b.rsplit(b" ", 1)[0]
        if a != b:
            return (f"ouro       {a.decode('utf-8', 'replace')}\n"
                    f"python3.11 {b.decode('utf-8', 'replace')}")
    return "" if len(ours) <= len(theirs) else "ouro has more lines"


def is_broken(lines):
    """Whether the compiler failed otherwise than by saying what it cannot do."""
    return any(line.startswith(b"error ") and b" not yet supported by ouro: " not in line
               for line in lines)


# ---- Code -------------------------------------------------------------------------------------

def compare_code(report, program, paths, known):
    equal = 0
    for path, ours in zip(paths, dump(program, paths)):
        theirs = oracle_code.show_file(path, Path(path).read_bytes())[1:]
        different = first_difference(ours, theirs)
        name = os.path.relpath(path, LIBRARY)
        equal += not different
        if name in known and not different:
            report.fail(name, f"is equal now: take it out of different.txt ({known[name]})")
        elif different and (name not in known or is_broken(ours)):
            report.fail(name, different)
        else:
            report.ok(name)
    print(f"{equal} of {len(paths)} files are equal")


# ---- Errors -----------------------------------------------------------------------------------

def read_cases(path):
    """Programs are Python literals, one a line; `#` begins a comment line."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith("#"):
                yield number, ast.literal_eval(line)


def compare_errors(report, program):
    cases = list(read_cases(HERE / "errors.txt"))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, source in cases:
            paths.append(os.path.join(folder, f"{number}.py"))
            Path(paths[-1]).write_bytes(source.encode("utf-8"))
        for (number, source), path, ours in zip(cases, paths, dump(program, paths)):
            theirs = oracle_code.show_file(path, source.encode("utf-8"))[1:]
            name = f"errors.txt:{number} {source!r}"
            if not theirs[-1].startswith(b"error "):
                report.fail(name, "is a valid program")
            elif ours != theirs:
                report.fail(name, first_difference(ours, theirs))
            else:
                report.ok(name)


def fail_each(report, program, paths):
    """Each allocation's failure is a MemoryError, or nobody notices; nothing is left over."""
    for path in paths:
        n, unnoticed, wrong = 2, 0, ""
        while unnoticed < 20 and not wrong:
            outcome = harness.run([program, path], timeout=60,
                                  env=harness.environment(FAIL_ALLOC=str(n)))
            wrong = outcome.broken() or (f"status {outcome.status}" if outcome.status else "")
            unnoticed = 0 if b"\nerror MemoryError" in outcome.stdout else unnoticed + 1
            n += STEP
        if wrong:
            report.fail(path, f"allocation {n - STEP}: {wrong}\n" + harness.tail(outcome.stderr))
        elif n < 200:
            report.fail(path, f"only {n} allocations: does FAIL_ALLOC still work?")
        else:
            report.ok(path)


# Program and what is said about it: what python3.11 does and ouro cannot yet.
REFUSED = [
    ("from __future__ import barry_as_FLUFL\n",
     "1 1 1 38 not yet supported by ouro: barry_as_FLUFL"),
]


def check_refused(report, program):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "refused.py")
        for source, wanted in REFUSED:
            path.write_text(source, encoding="utf-8")
            [ours] = dump(program, [path])
            if ours == [b"error SyntaxError " + wanted.encode()]:
                report.ok(source)
            else:
                report.fail(repr(source), f"wanted {wanted}\nouro   {ours[0].decode()}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", metavar="FILE", nargs="*")
    parser.add_argument("--dump", required=True, help="the program dump_code")
    parser.add_argument("--all", action="store_true", help="the whole standard library")
    parser.add_argument("--fail-each", action="store_true", help="fail allocations one by one")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()

    warnings.simplefilter("ignore")
    program = harness.need_executable(options.dump)
    report = harness.Report(options.verbose)
    corpus = [str(path) for path in sorted((HERE / "corpus").glob("*.py"))]
    if options.fail_each:
        fail_each(report, program, corpus)
    elif options.files:
        compare_code(report, program, [os.path.abspath(path) for path in options.files], {})
    else:
        compare_errors(report, program)
        check_refused(report, program)
        compare_code(report, program, corpus, {})
        compare_code(report, program, harness.library_files()[::1 if options.all else SAMPLE],
                     known_differences())
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
