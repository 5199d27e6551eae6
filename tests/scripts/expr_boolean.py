# and, or, not: short circuits and the values they give.
# SPDX-License-Identifier: MIT
def t(x):
    print("t", x, end="; ")
    return x


print(t(0) or t(2))
print(t(1) or t(2))
print(t(0) and t(2))
print(t(1) and t(2))
print(t(0) or t("") or t([]) or t({}))
print(t(1) and t("a") and t([0]))
print(not t(0), not t(1), not t(""), not t("a"))
print((t(0) or t(1)) and t(2) or t(3))
print(t(1) if t(0) else t(2))
print([bool(x) for x in (0, 1, -1, 0.0, 0.1, "", "a", [], [0], (), (0,), {}, {0: 0}, set(), {0}, None, range(0), range(1))])


class B:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        print("bool", self.v, end="; ")
        return self.v


class L:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


print((B(False) or B(True)).v)
print((B(False) and B(True)).v)
print(bool(L(0)), bool(L(3)), not L(0))
for bad in (B(1), L(-1)):
    try:
        bool(bad)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
