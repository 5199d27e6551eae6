# All binary operators, plain, reflected and in place.
# SPDX-License-Identifier: MIT
class N:
    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return f"N({self.v})"


class R:
    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return f"R({self.v})"


names = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
         "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>"}
for name, symbol in names.items():
    def plain(self, other, s=symbol):
        return f"{self!r} {s} {other!r}"

    def reflected(self, other, s=symbol):
        return f"{other!r} r{s} R"

    def inplace(self, other, s=symbol):
        self.v = f"{self.v} {s}= {other}"
        return self
    setattr(N, "__%s__" % name, plain)
    setattr(R, "__r%s__" % name, reflected)
    setattr(R, "__i%s__" % name, inplace)
for symbol in names.values():
    print(eval(f"N(1) {symbol} 2"), "|", eval(f"5 {symbol} R(3)"), "|", eval(f"N(7) {symbol} R(3)"))
    space = {"R": R, "N": N}
    exec(f"r = R(1)\nr {symbol}= 2\nn = N(1)\nn {symbol}= 3", space)
    print(space["r"].v, "|", space["n"])
    for code in (f"1 {symbol} N(1)", f"R(1) {symbol} 1", f"R(1) {symbol} R(1)", f"[] {symbol} None"):
        try:
            print(eval(code))
        except TypeError as e:
            print(e)
