# Where an argument of a wrong type is None, some messages say None and others NoneType.
# SPDX-License-Identifier: MIT
for call in (
    lambda: "a".removeprefix(None), lambda: "a".removesuffix(None), lambda: "a".replace(None, "b"),
    lambda: "a".replace("b", None), lambda: "a".replace("b", 3), lambda: "a".partition(None),
    lambda: str.maketrans("a", None), lambda: bytes.fromhex(None), lambda: format(1, None),
    lambda: (1).__format__(None), lambda: (1.5).__format__(None), lambda: "".__format__(None),
    lambda: object().__format__(None), lambda: type(None, (), {}), lambda: None in "abc",
    lambda: "a".split(3), lambda: "a".join([None]), lambda: "a" + None, lambda: "a".find(None),
    lambda: type("A", None, {}), lambda: type("A", (), None), lambda: type("A", (), 1),
):
    try:
        print(call())
    except TypeError as error:
        print(error)
