# Other programs: started with files and an environment, waited for, and what goes wrong.
# SPDX-License-Identifier: MIT
import os
import sys

sys.stdout.flush()
name = "/tmp/ouro_spawned_%d.txt" % os.getpid()


def run(*words, env=os.environ, **more):
    pid = os.posix_spawn(words[0], list(words), env, **more)
    ended, status = os.waitpid(pid, 0)
    assert ended == pid
    return os.waitstatus_to_exitcode(status)


def shell(text, **more):
    return run("/bin/sh", "-c", text, **more)


print(shell("exit 3"), shell("kill -9 $$"), shell("true"))
opened = [(os.POSIX_SPAWN_OPEN, 1, name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
print(shell("echo out; echo err >&2; echo $WHAT", file_actions=opened, env={"WHAT": "a variable"}))
with open(name) as file:
    print(file.read())
print(os.stat(name).st_mode & 0o777)
print(shell("echo x", file_actions=[(os.POSIX_SPAWN_CLOSE, 1), (os.POSIX_SPAWN_CLOSE, 2)]) != 0)
os.unlink(name)
for bad in (lambda: run("/nowhere/at/all"), lambda: os.posix_spawn("/bin/sh", [], {}), lambda: os.posix_spawn("/bin/sh", "sh", {}),
            lambda: os.posix_spawn("/bin/sh", [""], {}), lambda: os.posix_spawn("/bin/sh", ["a\0b"], {}),
            lambda: os.posix_spawn("/bin/sh", ["sh"], {"a=b": "c"}), lambda: shell("", file_actions=[1]), lambda: shell("", file_actions=[(7, 1)]),
            lambda: shell("", file_actions=[(os.POSIX_SPAWN_DUP2, 1)]), lambda: os.waitpid(-1, 0), lambda: os.waitstatus_to_exitcode(0x137f)):
    try:
        print(bad())
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e, getattr(e, "filename", None))
