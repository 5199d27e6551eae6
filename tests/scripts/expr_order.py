# Order of evaluation.
# SPDX-License-Identifier: MIT
def t(label, value=None):
    print(label, end=" ")
    return value


d = {}
t("a", d)[t("b", 1)] = t("c", 2)
print(d)
print(t("1", 1) + t("2", 2) * t("3", 3))
print({t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)})
t("f", print)(t("x", 1), *t("y", [2]), sep=t("s", "-"), **t("z", {}))
t("o", d)[t("i", 5)] = t("p", d)[t("j", 6)] = t("val", 7)
print(d)
x = [1, 2, 3]
i = 0
i, x[i] = 1, 9
print(i, x)
x[t("idx", 0)] += t("inc", 1)
print(x)
(t("l", [0, 0]))[t("m", 0)], (t("n", [0]))[t("q", 0)] = t("r", (1, 2))
print()
print([t(str(i), i) for i in range(3) if t("if", True)])
print(t("low", 1) < t("mid", 2) < t("high", 3))
print(t("yes") if t("cond", True) else t("no"))
