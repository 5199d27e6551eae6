# SPDX-License-Identifier: MIT
"""The checks behind ./dev lint: layout, static analysis, and the rules of this source tree.

format   clang-format would change nothing
head     every source begins with the licence id and says what it is
floor    an include names a header of the same floor, a lower one, or a public one
length   functions of more than 60 lines and files of more than 800 are listed; more than 100 and
         1,000 are errors
shell    shellcheck has nothing to say about dev and .ci/run
tidy     clang-tidy, as .clang-tidy says (needs the compile commands of the build folder)
cppcheck cppcheck's warnings
"""
import argparse
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import harness

ROOT = harness.ROOT
C_FOLDERS = ("include", "src", "python", "cli", "preload", "tests", "fuzz", "bench", "examples")
FLOORS = ("os", "raw", "pool", "object", "gc", "types", "inspect")
FRONT = ("parse", "compile", "run", "modules")
FUNCTION_LINES, FUNCTION_LIMIT = 60, 100
FILE_LINES, FILE_LIMIT = 800, 1000
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)


def c_files():
    return sorted(path for folder in C_FOLDERS for path in (ROOT / folder).rglob("*.[ch]"))


def relative(path):
    return str(path.relative_to(ROOT))


def report_tool(report, name, command):
    """One case: the command must end with status 0."""
    if not shutil.which(str(command[0])):
        report.skip(name, f"{command[0]} is not installed")
        return
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    if done.returncode == 0:
        report.ok(name)
    else:
        report.fail(name, done.stdout + done.stderr)


# ---- Rules of the tree ------------------------------------------------------------------------

def check_head(path):
    """What is wrong with the first lines, or an empty string."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    comment = "//" if path.suffix in (".c", ".h", ".cpp") else "#"
    head = lines[:3]
    if not any(line == f"{comment} SPDX-License-Identifier: MIT" for line in head):
        return "no SPDX-License-Identifier: MIT at its head"
    said = [line for line in lines[:4] if line.startswith((comment + " ", '"""'))
            and "SPDX" not in line]
    return "" if said else "its head does not say what it is"


def home_of_headers():
    """{header name: folders that have one of that name} of all private headers."""
    homes = {}
    for folder in ("src", "python", "cli"):
        for path in (ROOT / folder).rglob("*.h"):
            homes.setdefault(path.name, []).append(path.parent.relative_to(ROOT))
    return homes


def may_include(user, owner):
    """Whether a file in folder `user` may include a private header of folder `owner`."""
    if user == owner:
        return True
    if user.parts[0] == "src" and owner.parts[0] == "src":
        return FLOORS.index(owner.parts[1]) < FLOORS.index(user.parts[1])
    if owner.parts[0] == "python":
        return user.parts[0] == "cli" or (
            user.parts[0] == "python" and
            FRONT.index(owner.parts[1]) < FRONT.index(user.parts[1]))
    return False


def check_includes(path, homes):
    wrong = []
    user = path.parent.relative_to(ROOT)
    for name in INCLUDE.findall(path.read_text(encoding="utf-8", errors="replace")):
        if name == "ouro.h" or name.startswith("ouro/"):
            if not (ROOT / "include" / name).exists():
                wrong.append(f"no public header {name}")
        elif "/" in name:
            wrong.append(f'"{name}": private headers are included by plain name')
        elif name in homes and not any(may_include(user, owner) for owner in homes[name]):
            wrong.append(f'"{name}" is of {homes[name][0]}, a floor it may not see')
    return "\n".join(wrong)


def functions(path):
    """(first line, lines) of each function, by the layout that clang-format keeps."""
    begin = 0
    for number, line in enumerate(path.read_text(errors="replace").split("\n"), 1):
        if line.endswith("{") and line[0] not in " \t}#/" and "(" in line:
            begin = number
        elif line.startswith("{") or (line.startswith("    ") and line.endswith(") {")
                                      and begin == 0):
            begin = number
        elif line.startswith("}"):
            if begin:
                yield begin, number - begin + 1
            begin = 0


def check_length(path, notes):
    lines = len(path.read_text(errors="replace").split("\n"))
    wrong = []
    if lines > FILE_LIMIT:
        wrong.append(f"{lines} lines, more than {FILE_LIMIT}")
    elif lines > FILE_LINES:
        notes.append(f"{relative(path)}: {lines} lines")
    if path.suffix == ".c":
        for begin, length in functions(path):
            if length > FUNCTION_LIMIT:
                wrong.append(f"line {begin}: a function of {length} lines")
            elif length > FUNCTION_LINES:
                notes.append(f"{relative(path)}:{begin}: a function of {length} lines")
    return "\n".join(wrong)


def check_rules(files, report):
    homes = home_of_headers()
    notes = []
    for path in files:
        name = relative(path)
        checks = [("head", check_head(path))]
        if path.suffix in (".c", ".h"):
            checks.append(("length", check_length(path, notes)))
            if path.parts[len(ROOT.parts)] in ("src", "python", "cli", "include"):
                checks.append(("floor", check_includes(path, homes)))
        for check, why in checks:
            report.case(f"{check} {name}", why)
    for note in notes:
        print(f"long     {note}")


# ---- Tools ------------------------------------------------------------------------------------

def check_tools(files, options, report):
    sources = [path for path in files if path.suffix == ".c"]
    if options.fast:
        return
    commands = (ROOT / options.build / "compile_commands.json").read_text()
    # Only what the build compiles has flags to analyse it with.
    known = [path for path in sources if str(path) in commands]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: report_tool(report, f"tidy {relative(path)}", [
            "clang-tidy", "--quiet", "-p", options.build, path]), known))
    library = [path for path in sources if "src" in path.parts]
    if library:
        report_tool(report, "cppcheck", [
            "cppcheck", "--quiet", "--error-exitcode=1", "--enable=warning,portability",
            "--std=c11", "--inline-suppr", "--suppress=missingIncludeSystem",
            "--suppress=normalCheckLevelMaxBranches", "--suppress=checkersReport",
            *(f"-I{ROOT}/{folder}" for folder in ("include", *(f"src/{each}" for each in FLOORS))),
            *library])


def main():
    parser = argparse.ArgumentParser(
        prog="./dev lint", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path)
    parser.add_argument("--build", default="build", help="build folder (default %(default)s)")
    parser.add_argument("--fast", action="store_true", help="without clang-tidy and cppcheck")
    options = parser.parse_args()

    report = harness.Report()
    wanted = {path.resolve() for path in options.files}
    c_sources = [path for path in c_files() if not wanted or path in wanted]
    python_sources = [path for folder in ("tests", "bench", "examples")
                      for path in sorted((ROOT / folder).glob("*.py"))
                      if not wanted or path in wanted]
    if c_sources:
        for path in c_sources:
            report_tool(report, f"format {relative(path)}",
                        ["clang-format", "--dry-run", "-Werror", path])
    check_rules(c_sources + python_sources, report)
    if not wanted:
        report_tool(report, "shell", ["shellcheck", "dev", ".ci/run"])
    check_tools(c_sources, options, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
