# __context__, __cause__, __suppress_context__, raise from, notes.
# SPDX-License-Identifier: MIT
def chain(e):
    out = []
    while e is not None:
        out.append(f"{type(e).__name__}({e}) cause={e.__cause__!r} context={e.__context__!r} suppress={e.__suppress_context__}")
        e = e.__cause__ or e.__context__
    return "\n  ".join(out)


def run(f):
    try:
        f()
    except Exception as e:
        print(f.__name__, chain(e))


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("while handling")


def explicit():
    try:
        {}["k"]
    except KeyError as e:
        raise ValueError("from") from e


def silenced():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("alone") from None


def from_class():
    raise ValueError("v") from KeyError


def three():
    try:
        try:
            raise KeyError("one")
        except KeyError:
            raise ValueError("two")
    except ValueError:
        raise TypeError("three")


def reraise():
    try:
        raise KeyError("same")
    except KeyError as e:
        raise


def raise_same():
    try:
        raise KeyError("same")
    except KeyError as e:
        raise e


def in_finally():
    try:
        raise KeyError("body")
    finally:
        try:
            raise ValueError("inside finally")
        except ValueError:
            pass


def bad_cause():
    raise ValueError from 5


def after():
    try:
        raise KeyError("handled")
    except KeyError:
        pass
    raise ValueError("fresh")


for f in (implicit, explicit, silenced, from_class, three, reraise, raise_same, in_finally, bad_cause, after):
    run(f)
e = ValueError("noted")
e.add_note("first note")
e.add_note("second")
print(e.__notes__, e, repr(e))
try:
    e.add_note(5)
except TypeError as t:
    print(t)
e.__cause__ = KeyError("set")
print(e.__suppress_context__)
for code in ("e.__cause__ = 5", "e.__context__ = 5", "e.__traceback__ = 5", "del e.args"):
    try:
        exec(code)
    except TypeError as t:
        print(t)
f = ValueError("x").with_traceback(None)
print(f.__traceback__, repr(f))
