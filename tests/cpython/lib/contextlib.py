# SPDX-License-Identifier: MIT
"""contextlib.contextmanager, for generators that yield once."""


class _GeneratorManager:
    def __init__(self, generator):
        self.generator = generator

    def __enter__(self):
        return next(self.generator)

    def __exit__(self, kind, error, traceback):
        if kind is None:
            for _ in self.generator:
                raise RuntimeError("generator didn't stop")
            return False
        try:
            self.generator.throw(error)
        except BaseException as raised:
            if raised is not error:
                raise
            raised.__traceback__ = traceback
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(function):
    def make(*args, **kwargs):
        return _GeneratorManager(function(*args, **kwargs))
    make.__name__, make.__doc__ = function.__name__, function.__doc__
    return make
