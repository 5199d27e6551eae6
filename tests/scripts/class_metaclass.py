# Metaclasses: __new__, __init__, __call__, __prepare__, keywords, conflicts.
# SPDX-License-Identifier: MIT
class Meta(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print("prepare", name, kw)
        return {"prepared": True}

    def __new__(mcls, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")))
        return super().__new__(mcls, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kw):
        print("call", cls.__name__, args)
        return super().__call__(*args, **kw)

    def on_class(cls):
        return "method of the class " + cls.__name__

    @property
    def size(cls):
        return len(cls.__name__)

    def __iter__(cls):
        return iter("it")

    def __len__(cls):
        return 42

    def __contains__(cls, x):
        return x == 1

    def __getitem__(cls, k):
        return cls.__name__, k

    def __repr__(cls):
        return "<Meta class %s>" % cls.__name__

    def __instancecheck__(cls, obj):
        return obj == "special"


class A(metaclass=Meta, flag=1):
    def __init__(self, v):
        self.v = v


class B(A):
    pass


print(A(5).v, B.on_class(), B.size, list(A), len(A), 1 in A, A["k"], A, type(B).__name__, A.prepared)
print(isinstance("special", A), isinstance(5, A))
for f in (lambda: A(1).on_class(), lambda: A(1).size):
    try:
        f()
    except AttributeError as e:
        print(e)


class Other(type):
    pass


try:
    class Conflict(A, metaclass=Other):
        pass
except TypeError as e:
    print(e)


class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in Singleton.instances:
            Singleton.instances[cls] = super().__call__(*args)
        return Singleton.instances[cls]


class Config(metaclass=Singleton):
    pass


print(Config() is Config())
T = type("T", (), {"x": 1, "m": lambda self: self.x})
print(T().m(), T, type(T) is type, type.__call__(T).x)


def function_meta(name, bases, ns):
    return (name, bases, sorted(k for k in ns if k[0] != "_"))


class NotAClass(metaclass=function_meta):
    a = 1


print(NotAClass)
