# The exception being handled: exc_info, bare raise, nesting, names deleted after.
# SPDX-License-Identifier: MIT
import sys


def current():
    e = sys.exc_info()[1]
    return repr(e)


print(current())
try:
    raise ValueError(1)
except ValueError:
    print(current())
    try:
        raise KeyError(2)
    except KeyError:
        print(current())
    print(current())
print(current())


def reraiser():
    raise


try:
    try:
        raise ValueError("deep")
    except ValueError:
        reraiser()
except ValueError as e:
    print("reraised", e)
try:
    reraiser()
except RuntimeError as e:
    print(e)
e = "before"
try:
    raise ValueError
except ValueError as e:
    pass
print("e" in globals())


def loop():
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as err:
            saved = err
    try:
        err
    except UnboundLocalError as u:
        print(u)
    return saved


print(repr(loop()))


def tb_lines(e):
    lines, tb = [], e.__traceback__
    while tb:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return lines


def one():
    two()


def two():

    raise ValueError("here")


try:
    one()
except ValueError as e:
    print(tb_lines(e)[1:], e.__traceback__.tb_next is not None)
print(sys.exc_info())
