# SPDX-License-Identifier: MIT
"""test.support.script_helper: a second interpreter, and what it prints."""
import os
import sys

from test.support.os_helper import TESTFN, unlink


def make_script(folder, name, source):
    path = os.path.join(folder, name + ".py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(source)
    return path


def _run(arguments):
    # (exit status, stdout, stderr)
    names = TESTFN + "_out", TESTFN + "_err"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, fd, name, flags, 0o600) for fd, name in enumerate(names, 1)]
    try:
        pid = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ,
                             file_actions=actions)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        texts = []
        for name in names:
            with open(name, "rb") as file:
                texts.append(file.read())
        return status, *texts
    finally:
        for name in names:
            unlink(name)


def assert_python_ok(*arguments):
    if arguments[0] == "-c":
        # Where this process finds its modules, the other one finds them too.
        where = "import sys; sys.cpython_library = %r; sys.path[:] = %r\n" % (
            sys.cpython_library, sys.path)
        arguments = ["-c", where + arguments[1], *arguments[2:]]
    status, out, err = _run(arguments)
    if status != 0:
        raise AssertionError("status %d\n%s" % (status, err.decode()))
    return status, out, err
