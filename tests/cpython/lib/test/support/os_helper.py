# SPDX-License-Identifier: MIT
"""test.support.os_helper: names of files that may be made."""
import contextlib
import os

TESTFN = "@test_%d_tmp" % os.getpid()


def unlink(filename):
    try:
        os.unlink(filename)
    except FileNotFoundError:
        pass


@contextlib.contextmanager
def temp_dir():
    path = os.path.join(os.getcwd(), TESTFN + "_dir")
    os.mkdir(path)
    try:
        yield path
    finally:
        for name in os.listdir(path):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)
