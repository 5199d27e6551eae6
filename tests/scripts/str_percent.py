# % formatting.
# SPDX-License-Identifier: MIT
print("%s %d %r %i %u" % ("a", 5, "b", 6, 7), "%5d|%-5d|%05d|%+d|% d" % (42, 42, 42, 42, 42), "%x %X %#x %o %#o" % (255, 255, 255, 8, 8), "%c%c" % ("a", 98), "100%%" % (), "%%" % ())
print("%f %.2f %8.3f|%-8.1f|%08.2f %+.1f" % (1.5, 2.345, 3.14159, 2.5, -3.14159, 1.0), "%e %.2E %g %G %.3g" % (12345.678, 0.00012, 1e10, 1e-10, 1234.5), "%g %g %g" % (100000.0, 1000000.0, 0.0001))
print("%10s|%-10s|%.2s|%5.1s|" % ("abc", "abc", "abc", "abc"), "%(a)s %(b)03d %(a)r" % {"a": "x", "b": 7}, "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159), "%s" % None, "%s %s" % ([1], {2: 3}), "%s" % (1,), "%r" % ("t",))
print("%d" % 3.99, "%d" % True, "%d" % -2.5, "%d" % 10 ** 30, "%x" % -255, "%.3d" % 5, "%#.3g" % 1.0, "%a" % "é", "%5%|" if False else "-", "%s" % "é", "%-5s|" % "日", "% 05d" % 3, "%+5s|" % "a", "%.0f %.0f" % (0.5, 1.5))
print("%f %e %g" % (float("inf"), float("nan"), -float("inf")), "%05.1f|" % float("inf"), "%s" % 1e16, "%r" % 0.1, "%d%%" % 50, "%ld %hd" % (1, 2), "no args" % (), "no args" % {}, "x" % [])
for f in (lambda: "%d" % "a", lambda: "%s %s" % "a", lambda: "%s" % (1, 2), lambda: "%q" % 1, lambda: "%" % 1, lambda: "%(a)s" % {}, lambda: "%(a)s" % 5, lambda: "%x" % 1.5, lambda: "%c" % "ab", lambda: "%c" % 0x110000,
          lambda: "%d" % None, lambda: "%f" % "a", lambda: "abc" % 5, lambda: "%*d" % ("a", 1), lambda: "%(a" % {"a": 1}, lambda: "%d" % float("nan"), lambda: "%s %d" % (1,), lambda: "%c" % 1.5, lambda: "%i" % []):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
