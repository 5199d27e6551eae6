# What the flags DEBUG_STATS, DEBUG_COLLECTABLE and DEBUG_LEAK write on stderr, and what is said of gc.garbage at the end.
# SPDX-License-Identifier: MIT
import os
import sys

name = "debug_%d.txt" % os.getpid()


def same(text):
    # Without addresses, times and numbers of objects that differ from run to run.
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        for i, word in enumerate(words):
            if word.startswith("0x"):
                words[i] = "ADDRESS>" if word.endswith(">") else "ADDRESS"
            elif word.endswith("s") and word[0].isdigit():
                words[i] = "TIME" if "." in word and len(word.split(".")[1]) == 5 else word
            elif line.startswith("gc: objects in") and word.isdigit():
                words[i] = "N"
        lines.append(" ".join(words))
    return "\n".join(lines)


def run(what, code):
    actions = [(os.POSIX_SPAWN_OPEN, 2, name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    sys.stdout.flush()
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ, file_actions=actions)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with open(name) as file:
        text = same(file.read())
    os.unlink(name)
    print("--", what, status)
    print(text, end="")


SETUP = """
import gc
gc.disable()
gc.collect()
class Node:
    def __repr__(self):
        return "Node"
class Saves:
    def __del__(self):
        global saved
        saved = self
def garbage():
    node = Node()
    node.kept = [node, (node,), {1: node}, {node}]
"""
END = """
gc.set_debug(0)
gc.garbage.clear()
gc.collect()
"""
run("statistics, nothing found", SETUP + "gc.set_debug(gc.DEBUG_STATS)\nfor n in (0, 1, 2): gc.collect(n)\n" + END)
run("statistics", SETUP + "garbage()\ngc.set_debug(gc.DEBUG_STATS)\ngc.collect()\n" + END)
run("collectable", SETUP + "garbage()\ngc.set_debug(gc.DEBUG_COLLECTABLE)\nprint(gc.collect(), gc.garbage)\n" + END)
run("both", SETUP + "garbage()\ngc.set_debug(gc.DEBUG_COLLECTABLE | gc.DEBUG_STATS)\nprint(gc.collect(), gc.garbage)\n" + END)
run("leak", SETUP + "garbage()\ngc.set_debug(gc.DEBUG_LEAK)\nprint(gc.collect(), [type(o) for o in gc.garbage])\n" + END)
run("saved", SETUP + "s = Saves()\ns.me = s\ndel s\ngc.set_debug(gc.DEBUG_COLLECTABLE | gc.DEBUG_STATS)\nprint(gc.collect())\nsaved = None\nprint(gc.collect())\n" + END)
run("garbage at the end", SETUP + "gc.garbage.append(Node())\n")
run("garbage at the end, to be told", SETUP + "gc.garbage.append(Node())\ngc.set_debug(gc.DEBUG_UNCOLLECTABLE)\n")
run("garbage at the end, saved", SETUP + "garbage()\ngc.set_debug(gc.DEBUG_SAVEALL)\ngc.collect()\n")
run("automatic", SETUP + "gc.set_threshold(50, 2, 2)\ngc.set_debug(gc.DEBUG_STATS)\ngc.enable()\nkept = []\nwhile len(kept) < 500: kept.append([])\ngc.disable()\n" + END)
