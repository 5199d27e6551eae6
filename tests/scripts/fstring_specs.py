# The format mini-language, for ints, floats and strings.
# SPDX-License-Identifier: MIT
for spec in ("", "5", "<5", ">5", "^5", "05", "*^7", "+", "-", " ", "+5", "=+6", "0=6", "x", "X", "#x", "#X", "#010x", "b", "#b", "o", "#o", "c", "d", "n",
             ",", "_", "12,", "_x", "_b", "e", ".2e", "f", ".1f", "g", "%", ".0%", "#.3g", "E", "F", "G"):
    print(spec.ljust(6), [format(n, spec) for n in (42, -7, 0, 65536)] if spec != "c" else format(65, "c"))
for spec in ("", ".3", "10", "<10", "^10", "010", "+", " ", "e", ".0e", ".3e", "E", "f", ".0f", ".3f", "10.2f", "+.1f", "g", ".3g", "#g", "G", "%", ".1%", ",", ",.2f",
             "_.1f", "#.0f", "n", "=10", "*=12.1f", "z.1f", ".10g", "<012", "015,.2f"):
    print(spec.ljust(8), [format(x, spec) for x in (3.14159, -2.5, 0.0, 1e20, 123456.789, float("inf"), float("nan"))])
for spec in ("", "s", "10", "<10", ">10", "^10", "*^9", ".2", "10.2", "^6.1s", "05", "é>5"):
    print(spec.ljust(6), repr(format("abc", spec)), repr(format("", spec)))
for spec in ("", "5", "d", "<7", "^7", "x"):
    print(spec.ljust(4), repr(format(True, spec)), repr(format(False, spec)))
for value, spec in ((1, "s"), (1, ".2"), (1, "q"), (1, ",x"), (1, "_,"), (1.5, "d"), (1.5, "x"), (1.5, "s"), ("a", "d"), ("a", "+"), ("a", "="), ("a", ","),
                    ("a", "f"), (1, "+c"), (1, "#c"), (-1, "c"), (0x110000, "c"), (None, "d"), ([], "5"), (1, "5 "), (1, "<<<"), (1.5, "5."), (1, ",,"), (1, "z"), (1, "9" * 30)):
    try:
        print(value, spec[:8], repr(format(value, spec)))
    except Exception as e:
        print(value, spec[:8], "|", type(e).__name__, e)
