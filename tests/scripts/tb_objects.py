# Traceback objects: frames, line numbers, linked from outer to inner.
# SPDX-License-Identifier: MIT
import sys


def f():
    g()


def g():
    local = "value"
    raise ValueError("here")


try:
    f()
except ValueError as e:
    tb = e.__traceback__
    names = []
    while tb:
        frame = tb.tb_frame
        names.append((frame.f_code.co_name, tb.tb_lineno, frame.f_lineno >= tb.tb_lineno))
        last, tb = tb, tb.tb_next
    print(names)
    print(last.tb_frame.f_locals["local"], last.tb_frame.f_back.f_code.co_name, last.tb_frame.f_globals is globals())
print(sys._getframe().f_code.co_name, sys._getframe().f_lineno)


def caller():
    return sys._getframe(1).f_code.co_name, sys._getframe().f_back.f_lineno


def outer():
    return caller()


print(outer())
try:
    sys._getframe(100)
except ValueError as e:
    print(e)
