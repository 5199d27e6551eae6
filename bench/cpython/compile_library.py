# SPDX-License-Identifier: MIT
"""compileall on a copy of most packages of the library."""
import compileall
import os
import shutil
import sysconfig
import tempfile

import program

PACKAGES = ("asyncio", "collections", "concurrent", "ctypes", "distutils", "email", "encodings",
            "http", "idlelib", "importlib", "json", "logging", "multiprocessing", "tkinter",
            "unittest", "urllib", "xml")


def work(size):
    root = sysconfig.get_path("stdlib")
    paths = program.share(program.library(*PACKAGES), size)
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            copy = os.path.join(folder, os.path.relpath(path, root))
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copyfile(path, copy)
        compiled = compileall.compile_dir(folder, quiet=1, force=True)
    return bool(compiled), len(paths)


program.main(work)
