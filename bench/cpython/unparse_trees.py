# SPDX-License-Identifier: MIT
"""Modules of the library to trees, to text by ast.unparse, and to trees again, which are compared."""
import ast

import program

PACKAGES = ("asyncio", "concurrent", "email", "http", "importlib", "json", "logging", "unittest",
            "urllib", "xml")


def work(size):
    pairs = []
    for path in program.share(program.library(*PACKAGES), size):
        tree = ast.parse(program.read(path), path)
        again = ast.parse(ast.unparse(tree))
        if ast.dump(tree) != ast.dump(again):
            raise ValueError(f"{path}: its text is another program")
        pairs.append((tree, again))
    return len(pairs), sum(len(tree.body) for tree, _ in pairs)


program.main(work)
