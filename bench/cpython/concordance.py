# SPDX-License-Identifier: MIT
"""Where each word stands in the sources of the library: file and line of every one of them."""
import re
from collections import Counter, defaultdict

import program

WORD = re.compile(r"[^\W\d_]\w+")
PACKAGES = ("asyncio", "email", "json", "unittest", "xml", "http", "concurrent", "ctypes",
            "distutils", "idlelib", "importlib", "tkinter", "logging", "multiprocessing")


def work(size):
    places = defaultdict(list)
    counts = Counter()
    for path in program.share(program.library(*PACKAGES), size):
        for number, line in enumerate(program.read(path).splitlines(), 1):
            words = WORD.findall(line.casefold())
            counts.update(words)
            for word in words:
                places[word].append((path, number))
    rare = sum(len(found) == 1 for found in places.values())
    return counts.most_common(1000), rare


program.main(work)
