# stderr: compare
# status: 1
# An AttributeError is told the name and the object of the look-up that it ends.
# SPDX-License-Identifier: MIT
class Hidden:
    value = 1

    def __getattr__(self, name):
        raise AttributeError(f"no {name} here")


class Inner:
    @property
    def broken(self):
        raise AttributeError("inner")

    @property
    def named(self):
        raise AttributeError("named", name="other", obj=3)


class Own(AttributeError):
    pass


class Raises:
    def __getattribute__(self, name):
        raise Own(name)


class Meta(type):
    def __getattr__(cls, name):
        raise AttributeError(name)


class Made(metaclass=Meta):
    pass


for make, name in (Hidden, "vlaue"), (Inner, "broken"), (Inner, "named"), (Raises, "x"):
    made = make()
    try:
        getattr(made, name)
    except AttributeError as error:
        print(type(error).__name__, error, error.name, error.obj is made)
    print(hasattr(made, name), getattr(made, name, "default"))
try:
    Made.missing
except AttributeError as error:
    print(error, error.name, error.obj)
try:
    raise AttributeError("plain")
except AttributeError as error:
    print(error.name, error.obj)
Hidden().vlaue
