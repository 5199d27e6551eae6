# The __dict__ of a class is its own, whatever its metaclass is.
class Meta(type):
    pass


class Slotted(type):
    __slots__ = ()


class Deep(Meta):
    answer = 42


for meta in Meta, Slotted, Deep:
    made = meta("Made", (), {"y": None})
    made.z = 1
    print(type(made.__dict__).__name__, "y" in made.__dict__, vars(made).get("z"), made.__dict__["z"], made().z)
    print(sorted(name for name in meta.__dict__ if name in ("__dict__", "__weakref__", "answer")), hasattr(made, "answer"))
    try:
        made.__dict__["w"] = 2
    except TypeError as error:
        print(error)
    meta.later = 3
    print(made.later, "later" in made.__dict__, "later" in vars(meta))
    instance = made()
    instance.own = 5
    print(instance.__dict__, made.__dict__ is not meta.__dict__)
