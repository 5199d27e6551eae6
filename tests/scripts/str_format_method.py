# str.format: fields, attributes, items, nesting, conversion.
# SPDX-License-Identifier: MIT
class P:
    x, y = 1, [10, 20]

    def __repr__(self):
        return "P!"


print("{} {}".format(1, "a"), "{1} {0}".format("a", "b"), "{a} {b}".format(a=1, b=2), "{0}{0}".format("x"), "{0.x} {0.y[1]}".format(P()), "{0[k]} {0[1]}".format({"k": "v", 1: "one"}), "{p.y[0]:>4}".format(p=P()))
print("{!r} {!s} {!a}".format("é", "é", "é"), "{:>8}|{:<8}|{:^8}|{:*^8}".format("a", "b", "c", "d"), "{:{}}|{:{w}.{p}f}".format("x", 5, 3.14159, w=8, p=2), "{{}} {{{}}}".format(5), "{0:{1}{2}}".format(7, "0", 4), "{0!r:>6}".format("a"))
print("{:,} {:.1%} {:x} {:#b} {:e}".format(1234567, 0.256, 255, 5, 12345.678), "{} {x} {}".format(1, 2, x=3), "".format(), "{a[0][1]}".format(a=["xy"]), "{:d} {:5.1f}".format(True, 2), "{0[-1]}".format({"-1": "neg"}))
print("{a} {b}".format_map({"a": 1, "b": 2}), "{:%s}" % "5" + "|", "{:5}".format(True) + "|", "{:5}".format(None if False else "n") + "|", "{0.real}".format(5), "{:}".format([1]))
for f in (lambda: "{}".format(), lambda: "{0} {}".format(1, 2), lambda: "{} {0}".format(1, 2), lambda: "{a}".format(), lambda: "{2}".format(1), lambda: "{".format(1), lambda: "}".format(1), lambda: "{0.zz}".format(5),
          lambda: "{0[9]}".format([1]), lambda: "{0[a]}".format([1]), lambda: "{!x}".format(1), lambda: "{:d}".format("a"), lambda: "{0[}".format(1), lambda: "{a.b".format(a=1), lambda: "{!}".format(1), lambda: "{:{:{}}}".format(1, 2, 3),
          lambda: "{0!rx}".format(1), lambda: "{[]}".format([1]), lambda: "{.}".format(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
