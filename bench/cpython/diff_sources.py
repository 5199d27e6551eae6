# SPDX-License-Identifier: MIT
"""difflib on pairs of modules that descend from the same one: the two tokenizers, two picklers ..."""
import difflib
import os
import sysconfig

import program

PAIRS = (("tokenize.py", "lib2to3/pgen2/tokenize.py"),
         ("asyncio/unix_events.py", "asyncio/windows_events.py"),
         ("concurrent/futures/thread.py", "concurrent/futures/process.py"),
         ("subprocess.py", "asyncio/subprocess.py"),
         ("random.py", "secrets.py"))


def lines(name):
    path = os.path.join(sysconfig.get_path("stdlib"), name)
    return program.read(path).splitlines() if os.path.exists(path) else ["(none)"]


def work(size):
    marks = []
    for one, other in program.share(PAIRS, size):
        old, new = lines(one), lines(other)
        old, new = program.share(old, size), program.share(new, size)
        delta = list(difflib.ndiff(old, new))
        page = difflib.HtmlDiff().make_file(old, new, one, other)
        unified = list(difflib.unified_diff(old, new))
        marks.append((one, len(delta), len(page), len(unified),
                      difflib.SequenceMatcher(None, old, new).ratio()))
    return marks


program.main(work)
