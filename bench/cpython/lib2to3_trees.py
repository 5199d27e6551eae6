# SPDX-License-Identifier: MIT
"""Modules of the library through lib2to3: a full syntax tree of each, and three fixers over it."""
import os
import sysconfig
import warnings

warnings.simplefilter("ignore")
import lib2to3.refactor  # noqa: E402 (deprecated, and says so)

import program  # noqa: E402

FIXERS = ("print", "except", "dict")
MODULES = ("textwrap.py", "shlex.py", "queue.py", "heapq.py", "csv.py", "string.py", "cmd.py",
           "calendar.py", "configparser.py", "threading.py", "zipfile.py")


def work(size):
    tool = lib2to3.refactor.RefactoringTool([f"lib2to3.fixes.fix_{name}" for name in FIXERS],
                                            {"print_function": True})
    held, summary = [], []
    for name in program.share(MODULES, size):
        text = program.read(os.path.join(sysconfig.get_path("stdlib"), name))
        tree = tool.refactor_string(text, name)
        held.append(tree)
        summary.append((name, len(str(tree)), sum(1 for _ in tree.pre_order())))
    return summary


program.main(work)
