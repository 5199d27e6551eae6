# A context manager made of a generator, as contextlib does it.
# SPDX-License-Identifier: MIT
class manager:
    def __init__(self, f):
        self.f = f

    def __call__(self, *args, **kw):
        self.gen = self.f(*args, **kw)
        return self

    def __enter__(self):
        return next(self.gen)

    def __exit__(self, kind, value, tb):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.gen.throw(value)
        except StopIteration as stop:
            return stop is not value
        except BaseException as e:
            if e is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


@manager
def tag(name):
    print("<%s>" % name)
    try:
        yield name.upper()
    except ValueError as e:
        print("handled", e)
    finally:
        print("</%s>" % name)


with tag("b") as t:
    print(t)
with tag("i"):
    raise ValueError("inside")
try:
    with tag("u"):
        raise KeyError("passes")
except KeyError as e:
    print("KeyError", e)


@manager
def twice():
    yield 1
    yield 2


try:
    with twice():
        pass
except RuntimeError as e:
    print(e)


class Indent:
    level = 0

    def __enter__(self):
        Indent.level += 1
        return self

    def __exit__(self, *a):
        Indent.level -= 1

    def print(self, text):
        print("  " * self.level + text)


with Indent() as one:
    one.print("hi")
    with Indent() as two:
        two.print("there")
    one.print("back")
