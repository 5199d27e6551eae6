# SPDX-License-Identifier: MIT
"""Random expressions of a wanted type, as Python text.

Most operands have the type that an operation wants; now and then one has another, so that error
messages are compared as well. No expression shows an address, a time or anything else that may
differ between two correct implementations.
"""
import random

INTS = ("0", "1", "-1", "2", "3", "7", "-5", "10", "255", "256", "257", "-6", "1000", "2**31",
        "2**62", "2**63 - 1", "-2**63", "2**64", "10**18", "10**30", "-10**25 + 7", "12345678901",
        "3**100", "0x7fff_ffff", "True", "False")
FLOATS = ("0.0", "-0.0", "1.0", "0.1", "-2.5", "3.14159", "1e16", "1e-7", "1.5e300", "2.0**-1074",
          "float('inf')", "float('-inf')", "1/3", "123456789.125", "1e22", "0.5")
STRS = ("''", "'a'", "'abc'", "'Hello World'", "'  pad '", "'ünï'", "'\\u20ac5'", "'\\U0001f600x'",
        "'a,b,,c'", "'x\\ty\\nz'", "\"it's\"", "'42'", "' -17 '", "'1e3'", "'ß'", "'aXbXc'",
        "'tEST case'", "'%d%%'", "'{}'", "'ab' * 3", "'line\\r\\nnext\\x0bend'", "'_id9'", "'ǅ'")
BYTES = ("b''", "b'a'", "b'abc'", "b'\\x00\\xff'", "b'a b c'", "bytes(3)", "b'Hello' * 2")
INT_BINARY = ("+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "**")
FLOAT_BINARY = ("+", "-", "*", "/", "//", "%", "**")
COMPARE = ("==", "!=", "<", "<=", ">", ">=", "is", "in", "not in")
INT_SPECS = ("d", "x", "#x", "b", "#o", ",", "_", "+", "08", "<6", ">+9,", "^12d", "e", ".2f", "c",
             "_x", "*^15", "=+10", "n", "s", ".3d", "%", "g", "", "X", "#010b")
FLOAT_SPECS = ("", "f", ".0f", ".2f", "e", ".3e", "g", ".10g", "%", ".1%", "+.2f", "010.2f", ",.2f",
               "_.1f", "<12", "^12.3", ">12.4g", "r", "d", "#.0f", "G", " .2f", "n", ".50f", "z.1f")
STR_SPECS = ("", "5", "<5", ">7", "^9", "*^9", ".2", "<8.3", "s", "d", "=5", "05", ",")
PERCENT_INT = ("%d", "%5d", "%-5d|", "%05d", "%+d", "%x", "%#x", "%o", "%c", "%s", "%r", "%i",
               "% d",
               "%.3d", "%e", "%.1f", "%g", "%u", "%X", "%#o", "%a", "%8.3f", "%%%d", "%z")
PERCENT_STR = ("%s", "%5s", "%-6s|", "%.2s", "%r", "%a", "%c", "%d", "%10.3s", "%%")
STR_METHODS = ("upper", "lower", "title", "swapcase", "capitalize", "casefold", "strip", "lstrip",
               "rstrip", "split", "rsplit", "splitlines", "isalpha", "isdigit", "isalnum",
               "isspace",
               "isupper", "islower", "istitle", "isidentifier", "isdecimal", "isnumeric", "isascii",
               "isprintable", "expandtabs", "__len__", "__hash__")
STR_METHODS_1 = ("find", "rfind", "index", "count", "startswith", "endswith", "split", "rsplit",
                 "partition", "rpartition", "strip", "lstrip", "rstrip", "removeprefix", "join",
                 "removesuffix", "replace", "center", "zfill", "__contains__", "__add__")


class Expressions:
    """Draws expressions from `random`; `names` holds the variables in scope by type."""

    def __init__(self, rng):
        self.rng = rng
        self.names = {}

    def pick(self, choices):
        return self.rng.choice(choices)

    def chance(self, probability):
        return self.rng.random() < probability

    def name_or(self, kind, literal):
        names = self.names.get(kind)
        return self.pick(names) if names and self.chance(0.4) else literal()

    def operand(self, kind, depth):
        """An expression of this kind, now and then of another."""
        if self.chance(0.04):
            return self.any(depth - 1)
        return getattr(self, kind)(depth - 1)

    # ---- Numbers ------------------------------------------------------------------------------

    def int(self, depth=2):
        if depth <= 0:
            return self.name_or("int", lambda: self.pick(INTS) if self.chance(0.6)
                                else str(self.rng.randint(-300, 300)))
        a = self.operand("int", depth)
        form = self.rng.randrange(12)
        if form < 6:
            op = self.pick(INT_BINARY)
            b = str(self.rng.randint(-2, 70)) if op in ("<<", ">>", "**") \
                else self.operand("int", depth)
            if op == "%":
                a = self.int(depth - 1)  # ouro has no bytes % value
            return f"({a} {op} {b})"
        return (f"{self.pick('-~+')}({a})", f"abs({a})", f"len({self.operand('list', depth)})",
                f"int({self.operand('float', depth)})", f"({a}).bit_length()",
                f"pow({a}, {self.rng.randint(-2, 40)}, {self.operand('int', depth)})")[form - 6]

    def float(self, depth=2):
        if depth <= 0:
            return self.name_or("float", lambda: self.pick(FLOATS) if self.chance(0.7)
                                else repr(round(self.rng.uniform(-100, 100), 3)))
        a = self.operand(self.pick(("float", "float", "int")), depth)
        op = self.pick(FLOAT_BINARY)
        if op == "%":
            a = self.float(depth - 1)
        if op == "**":  # a negative base may give a complex number, which ouro has not
            return f"(abs({a}) ** {self.operand('float', depth)})"
        if self.chance(0.7):
            return f"({a} {op} {self.operand('float', depth)})"
        return self.pick((f"-{a}", f"abs({a})", f"float({a})",
                          f"round({a}, {self.rng.randint(-3, 5)})",
                          f"float(str({a}))", f"max({a}, {self.operand('float', depth)})"))

    def bool(self, depth=2):
        if depth <= 0:
            return self.pick(("True", "False"))
        kind = self.pick(("int", "float", "str", "list", "tuple", "set", "any"))
        a, b = self.operand(kind, depth), self.operand(kind, depth)
        if self.chance(0.7):
            op = self.pick(COMPARE)
            if op in ("in", "not in"):
                return f"({self.any(depth - 1)} {op} {self.pick(('[', '(1, '))}{a}, {b}]".replace(
                    "(1, " + a + ", " + b + "]", "(1, " + a + ", " + b + ")") + ")"
            if op == "is":
                return f"({a} is None)"
            return f"({a} {op} {b})" if self.chance(0.8) else f"({a} {op} {b} {op} {a})"
        return self.pick((f"(not {a})", f"bool({a})", f"any([{a}, {b}])", f"all(({a}, {b}))",
                          f"isinstance({a}, {self.pick(('int', 'str', '(list, tuple)'))})",
                          f"callable({a})"))

    # ---- Text ---------------------------------------------------------------------------------

    def str(self, depth=2):
        if depth <= 0:
            return self.name_or("str", lambda: self.pick(STRS))
        a = self.operand("str", depth)
        form = self.rng.randrange(11)
        if form == 0:
            return f"({a} + {self.operand('str', depth)})"
        if form == 1:
            return f"({a} * {self.rng.randint(-1, 4)})"
        if form == 2:
            return f"{a}[{self.slice()}]"
        if form == 3:
            a = self.str(depth - 1)  # bytes have not all of these in ouro
            return f"({a}).{self.pick(STR_METHODS)}()"
        if form == 4:
            argument = self.pick((self.operand("str", depth), str(self.rng.randint(-1, 12)),
                                  "'a', 'b'", "' ', 1", self.operand("list", depth)))
            return f"({a}).{self.pick(STR_METHODS_1)}({argument})"
        if form == 5:
            return f"({self.pick(PERCENT_INT)!r} % ({self.operand('int', depth)},))"
        if form == 6:
            return f"({self.pick(PERCENT_STR)!r} % ({a},))"
        if form == 7:
            return f"format({self.operand('int', depth)}, {self.pick(INT_SPECS)!r})"
        if form == 8:
            return f"format({self.operand('float', depth)}, {self.pick(FLOAT_SPECS)!r})"
        if form == 9:
            return f"format({a}, {self.pick(STR_SPECS)!r})"
        return self.pick((f"str({self.any(depth - 1)})", f"repr({self.any(depth - 1)})",
                          f"ascii({a})", f"hex({self.int(depth - 1)})",
                          f"bin({self.int(depth - 1)})",
                          f"chr({self.rng.randint(0, 0x3ff)})", f"({a}).encode().decode()"))

    def bytes(self, depth=2):
        if depth <= 0:
            return self.pick(BYTES)
        a = self.operand("bytes", depth)
        return self.pick((f"({a} + {self.operand('bytes', depth)})", f"({a} * 2)",
                          f"{a}[{self.slice()}]", f"{a}.hex()", f"list({a})", f"{a}.upper()",
                          f"{a}.find(b'a')", f"{a}.split()", f"({self.str(depth - 1)}).encode()"))

    # ---- Containers ---------------------------------------------------------------------------

    def slice(self):
        def part():
            return "" if self.chance(0.4) else str(self.rng.randint(-6, 6))
        return part() + ":" + part() + (":" + self.pick(("1", "2", "-1", "-2", "3", "0"))
                                        if self.chance(0.4) else "")

    def items(self, depth, least=0):
        kind = self.pick(("int", "int", "str", "float", "any"))
        return [self.operand(kind, depth) for _ in range(self.rng.randint(least, 4))]

    def list(self, depth=2):
        if depth <= 0:
            return self.name_or("list", lambda: self.pick(("[]", "[1, 2, 3]", "['b', 'a']",
                                                           "[0] * 3", "list(range(6))")))
        a = self.operand("list", depth)
        return self.pick((
            f"[{', '.join(self.items(depth))}]", f"({a} + {self.operand('list', depth)})",
            f"({a} * {self.rng.randint(-1, 3)})", f"{a}[{self.slice()}]", f"sorted({a})",
            f"list({self.operand(self.pick(('tuple', 'str', 'set', 'dict')), depth)})",
            f"[x for x in {a} if x]", f"[(i, x) for i, x in enumerate({a}, {self.int(0)})]",
            f"list(zip({a}, {self.operand('list', depth)}))", f"list(map(str, {a}))",
            f"[x for y in ({a}, {self.operand('list', depth)}) for x in y]", f"[*{a}, *{a}]",
            f"list(reversed({a}))", f"list({self.operand('dict', depth)}.items())",
            f"sorted({a}, key=repr, reverse={self.bool(0)})", f"list(filter(None, {a}))"))

    def tuple(self, depth=2):
        if depth <= 0:
            return self.pick(("()", "(1,)", "(1, 'a')", "(True, 2.5)"))
        a = self.operand("tuple", depth)
        return self.pick((f"({', '.join(self.items(depth, 1))},)", f"tuple({self.list(depth - 1)})",
                          f"({a} + {self.operand('tuple', depth)})", f"{a}[{self.slice()}]",
                          f"({a} * 2)", f"divmod({self.int(depth - 1)}, {self.int(depth - 1)})"))

    def set(self, depth=2):
        if depth <= 0:
            return self.name_or("set", lambda: self.pick(("set()", "{1, 2, 3}", "{'a', 'b', 'c'}",
                                                          "frozenset('hello')", "set(range(9))")))
        a, b = self.operand("set", depth), self.operand("set", depth)
        return self.pick((f"({a} {self.pick('|&-^')} {b})", f"set({self.list(depth - 1)})",
                          f"{{{', '.join(self.items(depth, 1))}}}", f"{a}.union({b})",
                          f"{{x for x in {a} if x != {self.any(0)}}}", f"frozenset({a})",
                          f"{a}.{self.pick(('issubset', 'issuperset', 'isdisjoint'))}({b})",
                          f"({a} {self.pick(('<', '<=', '>', '=='))} {b})",
                          f"{a}.symmetric_difference({self.list(depth - 1)})"))

    def dict(self, depth=2):
        if depth <= 0:
            return self.name_or("dict", lambda: self.pick(("{}", "{'a': 1}", "{1: 2, 3: 4}",
                                                           "dict(x=1, y=2)",
                                                           "dict.fromkeys('abc', 0)")))
        a, b = self.operand("dict", depth), self.operand("dict", depth)
        keys = self.items(depth)
        return self.pick((
            "{" + ", ".join(f"{key}: {self.any(depth - 1)}" for key in keys) + "}",
            f"({a} | {b})", f"{{**{a}, **{b}}}", f"{{k: v for k, v in {a}.items() if v}}",
            f"{{v: k for k, v in {a}.items()}}",
            f"dict(zip({self.list(depth - 1)}, {self.str(0)}))",
            f"({a}.keys() {self.pick('&|-^')} {b}.keys())", f"{a}.get({self.any(0)})",
            f"({a}.items() {self.pick('&|-^')} {b}.items())", f"{a}[{self.any(0)}]", f"{a}.copy()"))

    def any(self, depth=2):
        if depth <= 0:
            return self.pick((self.int, self.float, self.str, self.tuple, self.bool,
                              self.bytes))(0)
        return getattr(self, self.pick(("int", "float", "str", "bytes", "list", "tuple", "set",
                                        "dict", "bool")))(depth)


def main():
    """Shows some, for whoever changes this file."""
    expressions = Expressions(random.Random())
    for _ in range(20):
        print(expressions.any(3))


if __name__ == "__main__":
    main()
