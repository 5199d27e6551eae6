# SPDX-License-Identifier: MIT
"""collections.abc.Set and MutableSet: whatever has their methods."""


class _WithMethods(type):
    def __subclasscheck__(cls, subclass):
        return all(getattr(subclass, name, None) is not None for name in cls.methods)

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))


class Set(metaclass=_WithMethods):
    methods = ("__contains__", "__iter__", "__len__", "__and__", "__or__", "__sub__", "__xor__", "isdisjoint")


class MutableSet(Set):
    methods = Set.methods + ("add", "discard", "remove", "pop", "clear", "__ior__", "__iand__", "__isub__", "__ixor__")
