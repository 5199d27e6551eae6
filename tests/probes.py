# SPDX-License-Identifier: MIT
"""Check that programs have the collector's probes, as tracers find them: with readelf -n."""
import re
import subprocess
import sys
from pathlib import Path

import harness

# Provider and name, then the size of the argument: negative for a signed number.
PROBES = {("python", "gc__start"): "-4", ("python", "gc__done"): "8"}
NOTE = re.compile(r"Provider: (\S+)\s+Name: (\S+)\s.*?Arguments: *(\S*)@", re.S)
HEADERS = ("/usr/include/sys/sdt.h", *map(str, Path("/usr/include").glob("*-linux-gnu/sys/sdt.h")))


def probes_of(program):
    text = subprocess.run(["readelf", "-n", program], check=True, capture_output=True, text=True).stdout
    return {(provider, name): size for provider, name, size in NOTE.findall(text)}


def main():
    report = harness.Report()
    for program in sys.argv[1:]:
        if not any(Path(header).exists() for header in HEADERS):
            report.skip(program, "no <sys/sdt.h> here (package systemtap-sdt-dev)")
            continue
        found = probes_of(program)
        for probe, size in PROBES.items():
            if found.get(probe) == size:
                report.ok(f"{program} {probe}")
            else:
                report.fail(f"{program} {probe}", f"wanted {size}, has {found}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
