# SPDX-License-Identifier: MIT
"""Install into a temporary folder, and use what is there as a stranger would.

The C and C++ programs beside this file are built against the installed headers and libraries, once
through pkg-config and once through CMake's find_package, and run. The installed command is run too.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402  (needs the line above)

HERE = Path(__file__).resolve().parent
EXPECTED_FILES = (
    "bin/ouro", "include/ouro.h", "include/ouro/heap.h", "include/ouro/heap_stats.h",
    "include/ouro/heap_frag.h", "lib/libouro.a", "lib/libouro.so",
    "lib/libouro-heap.a", "lib/libouro-cpython.so", "lib/pkgconfig/ouro.pc",
    "lib/pkgconfig/ouro-heap.pc", "lib/cmake/ouro/ouroConfig.cmake",
)
# (source, compiler, pkg-config package, link statically)
PROGRAMS = (
    ("use_heap.c", "cc", "ouro-heap", False),
    ("use_runtime.c", "cc", "ouro", False),
    ("use_runtime.c", "cc", "ouro", True),
    ("use_headers.cpp", "c++", "ouro", False),
)
# Programs of examples/ and what they are built with; what they print is compared with .out, where
# there is one.
EXAMPLES = tuple((path.name, "ouro-heap" if path.name.startswith("heap_") else "ouro")
                 for path in sorted((harness.ROOT / "examples").glob("*.c")))


class Failed(Exception):
    pass


def command(*words, env=None, cwd=harness.ROOT):
    """Standard output of a command that must succeed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=env,
                          cwd=cwd, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, words))}\nstatus {done.returncode}\n"
                     f"{done.stdout}{done.stderr}")
    return done.stdout


def expect(got, wanted, what):
    if got.strip() != wanted:
        raise Failed(f"{what}: printed '{got.strip()}', expected '{wanted}'")


def check_files(prefix):
    missing = [name for name in EXPECTED_FILES if not (prefix / name).exists()]
    if missing:
        raise Failed("not installed: " + ", ".join(missing))


def check_program(prefix, work, source, compiler, package, static):
    env = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"),
               LD_LIBRARY_PATH=str(prefix / "lib"))
    flags = command("pkg-config", "--cflags", "--libs", *(["--static"] if static else []), package,
                    env=env).split()
    if static:
        flags = [f"-l:lib{package}.a" if flag == f"-l{package}" else flag for flag in flags]
    program = work / f"{Path(source).stem}-{'static' if static else 'dynamic'}"
    command(compiler, "-Wall", "-Wextra", "-Werror", HERE / source, "-o", program, *flags)
    expect(command(program, env=env), f"{Path(source).stem}: ok", program.name)


def check_example(prefix, work, source, package):
    env = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "lib/pkgconfig"),
               LD_LIBRARY_PATH=str(prefix / "lib"))
    flags = command("pkg-config", "--cflags", "--libs", package, env=env).split()
    path = harness.ROOT / "examples" / source
    program = work / path.stem
    command("cc", "-O2", "-Wall", "-Wextra", "-Werror", path, "-o", program, *flags)
    got = command(program, env=env)
    if path.with_suffix(".out").exists():
        expect(got, path.with_suffix(".out").read_text().strip(), source)


def check_find_package(prefix, work):
    build = work / "client"
    command("cmake", "-S", HERE, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}")
    command("cmake", "--build", build)
    for program in ("use_heap", "use_runtime", "use_runtime_static", "use_headers"):
        expect(command(build / program), f"{program.removesuffix('_static')}: ok", program)


def check_command(prefix):
    expect(command(prefix / "bin/ouro", "run", "-c", "print(6 * 7)"), "42", "installed command")


def check_reports(prefix):
    """The reports at the end of a program are JSON where JSON is asked for, and have names."""
    for option, keys in (("--stats=json", ("heap", "classes", "types")),
                         ("--frag=json", ("external", "arenas", "pools", "pool_grades"))):
        done = subprocess.run([prefix / "bin/ouro", "run", option, "-c",
                               "kept = ['kept here' + str(n) for n in range(9999)][::99]"],
                              capture_output=True, text=True, check=True)
        report = json.loads(done.stderr)
        missing = [key for key in keys if key not in report]
        if missing:
            raise Failed(f"{option}: no {', '.join(missing)} in {done.stderr}")
    names = [block["name"] for arena in report["arenas"] for block in arena["live"]]
    if not any(name.startswith("str 'kept here") for name in names):
        raise Failed(f"--frag=json: no such str among {names}")


def check_exec(prefix):
    """The installed command finds the installed plug-in."""
    code = "import os; print(os.environ['LD_PRELOAD'])"
    expect(command(prefix / "bin/ouro", "exec", "--", sys.executable, "-c", code),
           str(prefix / "lib/libouro-cpython.so"), "installed plug-in")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build folder (default %(default)s)")
    options = parser.parse_args()

    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ouro-install-") as folder:
        work = Path(folder)
        prefix = work / "prefix"
        cases = [
            ("files", lambda: check_files(prefix)),
            *((f"{source} by pkg-config{' --static' if static else ''}",
               lambda each=(source, compiler, package, static): check_program(prefix, work, *each))
              for source, compiler, package, static in PROGRAMS),
            *((f"examples/{source}",
               lambda each=(source, package): check_example(prefix, work, *each))
              for source, package in EXAMPLES),
            ("find_package", lambda: check_find_package(prefix, work)),
            ("command", lambda: check_command(prefix)),
            ("exec", lambda: check_exec(prefix)),
            ("reports", lambda: check_reports(prefix)),
        ]
        try:
            # Debian's libdir may be lib/x86_64-linux-gnu for the prefix /usr only.
            command("cmake", "--install", options.build, "--prefix", prefix)
        except Failed as failure:
            report.fail("install", str(failure))
            cases = []
        for name, case in cases:
            try:
                case()
                report.ok(name)
            except Failed as failure:
                report.fail(name, str(failure))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
