# SPDX-License-Identifier: MIT
"""Pyflakes over packages of the library; its findings are kept until they are counted."""
import ast
from collections import Counter

import pyflakes.checker

import program

PACKAGES = ("asyncio", "collections", "concurrent", "ctypes", "distutils", "email", "http",
            "importlib", "json", "logging", "multiprocessing", "tkinter", "unittest", "urllib",
            "xml")


def work(size):
    checkers = []
    for path in program.share(program.library(*PACKAGES), size):
        tree = ast.parse(program.read(path), path)
        checkers.append(pyflakes.checker.Checker(tree, path))
    return sorted(Counter(type(message).__name__ for checker in checkers
                          for message in checker.messages).items())


program.main(work)
