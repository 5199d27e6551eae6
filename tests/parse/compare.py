# SPDX-License-Identifier: MIT
"""Compares the parser with python3.11: trees of valid programs, errors of invalid ones.

A case is a file (ours, in corpus/, or one of the standard library) or a program of errors.txt,
eval.txt and single.txt. With --fail-each a case is a file whose parsing is repeated with the n-th
allocation failing, for every n. Named FILEs replace all of this by the comparison of their trees.
"""
import argparse
import ast
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness  # noqa: E402

SAMPLE = 8  # one in so many files of the standard library is compared in a normal run


def expected(source, filename, mode="exec"):
    """One line, as dump_ast prints it."""
    try:
        tree = ast.parse(source, filename, mode)
    except MemoryError:
        return "MemoryError\t\t0\t0\t0\t0"
    except SyntaxError as e:
        return "\t".join([type(e).__name__, e.msg] + [
            str(n) for n in (e.lineno, e.offset, e.end_lineno, e.end_offset)])
    line = ast.dump(tree, include_attributes=True)
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def outputs(program, paths, *options):
    """What dump_ast prints for the files, one line each."""
    done = subprocess.run([program, *options], input="\n".join(paths) + "\n", capture_output=True,
                          text=True, encoding="utf-8", errors="surrogateescape", check=False)
    lines = done.stdout.split("\n")[:-1]
    if done.returncode != 0 or len(lines) != len(paths):
        sys.exit(f"dump_ast ended with status {done.returncode} after {len(lines)} of "
                 f"{len(paths)} files\n{done.stderr}")
    return lines


def difference(ours, theirs):
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
              min(len(ours), len(theirs)))
    begin, end = max(0, at - 60), at + 100
    return f"at {at}: ouro       ...{ours[begin:end]}\npython3.11 ...{theirs[begin:end]}"


def compare_trees(report, program, paths):
    for path in paths:
        theirs = expected(Path(path).read_bytes(), path)
        ours = outputs(program, [path])[0]
        if HERE in Path(path).parents and not theirs.startswith("Module("):
            report.fail(path, "not a valid program: " + theirs)
        elif ours != theirs:
            report.fail(path, difference(ours, theirs))
        else:
            report.ok(path)


def read_cases(path):
    """Programs are Python literals, one a line; `#` begins a comment line."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith("#"):
                yield number, ast.literal_eval(line)


def compare_errors(report, program, name, mode, *options):
    cases = list(read_cases(HERE / name))
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, source in cases:
            paths.append(os.path.join(folder, f"{number}.py"))
            data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
            Path(paths[-1]).write_bytes(data)
        for (number, source), ours in zip(cases, outputs(program, paths, *options)):
            theirs = expected(source, "<test>", mode)
            if ours == theirs:
                report.ok(f"{name}:{number}")
            else:
                report.fail(f"{name}:{number} {source!r}",
                            f"ouro       {ours[:200]}\npython3.11 {theirs[:200]}")


def corpus():
    return [str(path) for path in sorted((HERE / "corpus").glob("*.py"))]


def fail_each(report, program):
    for path in corpus():
        outcome = harness.run([program, "--fail-each", path], timeout=300)
        wrong = outcome.broken() or (f"status {outcome.status}" if outcome.status else "")
        if wrong:
            report.fail(path, wrong + "\n" + harness.tail(outcome.stderr))
        else:
            report.ok(path)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", metavar="FILE", nargs="*")
    parser.add_argument("--dump", required=True, help="the program dump_ast")
    parser.add_argument("--all", action="store_true", help="the whole standard library")
    parser.add_argument("--fail-each", action="store_true", help="fail every allocation once")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()

    warnings.simplefilter("ignore")
    program = str(harness.need_executable(options.dump))
    report = harness.Report(options.verbose)
    if options.fail_each:
        fail_each(report, program)
    elif options.files:
        compare_trees(report, program, options.files)
    else:
        compare_errors(report, program, "errors.txt", "exec")
        compare_errors(report, program, "eval.txt", "eval", "--eval")
        compare_errors(report, program, "single.txt", "single", "--single")
        compare_trees(report, program, corpus())
        compare_trees(report, program, harness.library_files()[::1 if options.all else SAMPLE])
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
