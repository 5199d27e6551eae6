# SPDX-License-Identifier: MIT
"""Compare what libouro.so exports with what include/ouro/*.h declares with OURO_API."""
import argparse
import re
import subprocess
import sys
from pathlib import Path

import harness

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
# From OURO_API to the end of the declaration; the name stands before the first ( [ = or ;.
DECLARATION = re.compile(r"\bOURO_API\b([^;{]*)[;{]")
ATTRIBUTE = re.compile(r"\b(?:OURO_[A-Z_]+|__attribute__)\s*(\((?:[^()]|\([^()]*\))*\))?")
NAME = re.compile(r"(\w+)\s*(?:[(\[=]|$)")


def declared_names(header):
    """All names that a header declares with OURO_API."""
    text = DIRECTIVE.sub("", COMMENT.sub(" ", header.read_text()))
    names = set()
    for declaration in DECLARATION.findall(text):
        match = NAME.search(ATTRIBUTE.sub(" ", declaration).strip())
        if not match:
            sys.exit(f"{header}: cannot read the declaration '{declaration.strip()}'")
        names.add(match.group(1))
    return names


def exported_names(library):
    lines = subprocess.run(["nm", "-D", "--defined-only", library], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    return {line.split()[-1].split("@")[0] for line in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", default="build/libouro.so", help="default: %(default)s")
    options = parser.parse_args()

    report = harness.Report()
    declared = {}
    for header in sorted((harness.ROOT / "include").rglob("*.h")):
        for name in declared_names(header):
            declared[name] = header.relative_to(harness.ROOT)
    exported = exported_names(Path(options.library))
    for name in sorted(declared.keys() | exported):
        if name not in exported:
            report.fail(name, f"{declared[name]} declares it, the library does not export it")
        elif name not in declared:
            report.fail(name, "exported, but no header declares it with OURO_API")
        elif not name.startswith("ouro_"):
            report.fail(name, "exported, but its name does not begin with ouro_")
        else:
            report.ok(name)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
