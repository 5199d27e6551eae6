# SPDX-License-Identifier: MIT
"""copy.copy and copy.deepcopy, of containers and of objects that know how."""
import types
import weakref

ATOMS = (type(None), int, float, complex, bool, str, bytes, type, range, types.FunctionType, weakref.ref)


def _again(make, arguments, state=None, change=lambda x: x):
    y = make(*change(arguments))
    if state is not None:
        state = change(state)
        state, slots = state if isinstance(state, tuple) else (state, None)
        y.__dict__.update(state or {})
        for name, value in (slots or {}).items():
            setattr(y, name, value)
    return y


def copy(x):
    cls = type(x)
    if hasattr(cls, "__copy__"):
        return cls.__copy__(x)
    return _again(*x.__reduce__())


def deepcopy(x, memo=None):
    memo = {} if memo is None else memo
    if isinstance(x, ATOMS):
        return x
    if id(x) in memo:
        return memo[id(x)][1]
    cls = type(x)
    if hasattr(cls, "__deepcopy__"):
        y = cls.__deepcopy__(x, memo)
    elif cls in (list, tuple):
        y = cls(deepcopy(item, memo) for item in x)
    elif cls is dict:
        y = {deepcopy(key, memo): deepcopy(value, memo) for key, value in x.items()}
    elif hasattr(cls, "__reduce__"):
        y = _again(*x.__reduce__(), change=lambda part: deepcopy(part, memo))
    else:
        y = cls.__new__(cls)
        y.__dict__.update(deepcopy(x.__dict__, memo))
    memo[id(x)] = x, y
    return y
