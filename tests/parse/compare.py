# SPDX-License-Identifier: MIT
# Compares the parser with python3.11: trees of valid programs, errors of invalid ones.
# tests/parse. Usage: compare.py DUMP_AST [--all] [--errors-only] [FILE...]
import ast
import os
import subprocess
import sys
import tempfile
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = 8  # one in so many files of the standard library is compared in a normal run


def library_files():
    found = []
    for folder, folders, names in os.walk(os.path.dirname(os.__file__)):
        folders[:] = sorted(f for f in folders if f not in ("__pycache__", "dist-packages"))
        found += [os.path.join(folder, n) for n in sorted(names) if n.endswith(".py")]
    return found


def expected(source, filename, mode="exec"):
    """One line, as dump_ast prints it."""
    try:
        tree = ast.parse(source, filename, mode)
    except MemoryError:
        return "MemoryError\t\t0\t0\t0\t0"
    except SyntaxError as e:
        return "\t".join([type(e).__name__, e.msg] + [
            str(n) for n in (e.lineno, e.offset, e.end_lineno, e.end_offset)])
    return ast.dump(tree, include_attributes=True)


def outputs(program, paths, option=None):
    command = [program] + ([option] if option else [])
    done = subprocess.run(command, input="\n".join(paths) + "\n", capture_output=True, text=True,
                          encoding="utf-8", errors="surrogateescape")
    if done.returncode != 0:
        print(done.stderr)
        sys.exit("dump_ast ended with status %d" % done.returncode)
    return done.stdout.split("\n")[:-1]


def difference(ours, theirs):
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
              min(len(ours), len(theirs)))
    return "    at %d: ours   ...%s\n           theirs ...%s" % (
        at, ours[max(0, at - 60):at + 100], theirs[max(0, at - 60):at + 100])


def compare_trees(program, paths):
    wrong = 0
    for path in paths:
        with open(path, "rb") as file:
            source = file.read()
        theirs = expected(source, path)
        ours = outputs(program, [path])[0]
        if HERE in path and not theirs.startswith("Module("):
            wrong += 1
            print("NOT VALID %s" % path)
        elif ours != theirs.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape"):
            wrong += 1
            print("DIFFERENT %s\n%s" % (path, difference(ours, theirs)))
    print("%d of %d trees are equal" % (len(paths) - wrong, len(paths)))
    return wrong


def read_cases(path):
    """Programs are Python literals, one a line; `#` begins a comment line."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield ast.literal_eval(line)


def compare_errors(program, path, mode="exec", option=None):
    cases = list(read_cases(path))
    wrong = other_end = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, source in enumerate(cases):
            paths.append(os.path.join(folder, "%d.py" % i))
            data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
            with open(paths[-1], "wb") as file:
                file.write(data)
        for source, ours in zip(cases, outputs(program, paths, option)):
            theirs = expected(source, "<test>", mode)
            if ours.split("\t")[:4] != theirs.split("\t")[:4]:
                wrong += 1
                print("DIFFERENT %r\n    ours   %s\n    theirs %s" % (
                    source, ours[:200], theirs[:200]))
            elif ours != theirs:
                other_end += 1
                if "-v" in sys.argv:
                    print("END %r\n    ours   %s\n    theirs %s" % (source, ours, theirs))
    print("%d of %d errors are equal, %d of these but for their end" % (
        len(cases) - wrong, len(cases), other_end))
    return wrong


def main():
    warnings.simplefilter("ignore")
    program = sys.argv[1]
    files = [a for a in sys.argv[2:] if not a.startswith("-")]
    wrong = 0
    if files:
        return compare_trees(program, files)
    wrong += compare_errors(program, os.path.join(HERE, "errors.txt"))
    wrong += compare_errors(program, os.path.join(HERE, "eval.txt"), "eval", "--eval")
    wrong += compare_errors(program, os.path.join(HERE, "single.txt"), "single", "--single")
    if "--errors-only" not in sys.argv:
        corpus = os.path.join(HERE, "corpus")
        paths = [os.path.join(corpus, n) for n in sorted(os.listdir(corpus)) if n.endswith(".py")]
        wrong += compare_trees(program, paths)
        library = library_files()
        wrong += compare_trees(program, library if "--all" in sys.argv else library[::SAMPLE])
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
