# SPDX-License-Identifier: MIT
"""./dev bench [BENCHMARK] [OPTIONS]: hand over to one of the benchmarks below.

Each is a module of this folder with a function main(arguments), which returns nothing or ends the
program; the first is meant when none is named.
"""
import importlib
import sys

BENCHMARKS = {
    "scripts": "Python scripts on ouro and on python3.11: time and peak memory",
    "heap": "the heap beside other allocators: time, instructions and resident memory",
    "collector": "the collector beside CPython's: full and automatic collections, memory of objects",
    "cpython": "real programs on CPython with and without Ouro: time and resident memory",
}
DEFAULT = next(iter(BENCHMARKS))


def usage():
    lines = "".join(f"  {name:10}{text}{' (default)' if name == DEFAULT else ''}\n"
                    for name, text in BENCHMARKS.items())
    return ("usage: ./dev bench [BENCHMARK] [OPTIONS]\n\n" + lines +
            "\n`./dev bench BENCHMARK --help` explains one and lists its options.")


def main():
    arguments = sys.argv[1:]
    if arguments[:1] in (["-h"], ["--help"]):
        print(usage())
        return
    name = DEFAULT
    if arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
    if name not in BENCHMARKS:
        sys.exit(f"no benchmark '{name}'\n{usage()}")
    importlib.import_module(name).main(arguments)


if __name__ == "__main__":
    main()
