# Expressions that 3.11 computes while compiling, and some that it leaves.
x = b"a" + b"b"
x = b"ab" * 3
x = 3 * b"ab"
x = b"a" * 5000
x = "a" * 5000
x = b"abc"[1]
x = b"abc"[5]
x = b"abc"[1:2]
x = "abc"[-1]
x = b"%s" % (1,)
x = b"%d" % 1
x = "%s" % 1
x = "%s and %r" % (x, y)
x = "%5s|%-5r|%.2a%%" % (x, y, z)
x = ("%s" + "%r") % (x, y)
x = "%s %s" % (x,)
x = "%d" % (x,)
x = (1, 2, "a") + (3,)
x = (1, 2) * 3
x = () * 1000
x = (0,) * 300
x = 2 ** 100
x = 2 ** 200
x = 1 << 64, 1 << 200
x = -1, +1, ~1, not 1, not "", not b""
x = - -1
x = 1 / 0, 1 // 0, 1 % 0
x = 1.5 * 2, 7 // 2, -7 % 3, 1e300 * 1e300
x = 0.0, -0.0, 0, False
x = 1 if True else 2
x = 1 + 2 + y + 3 + 4
x = y in [1, 2, 3]
x = y in {1, 2, 3}
x = y not in [1, [2]]
x = y in [a, b]
x = y in ()
for i in [1, 2, 3]: pass
for i in {1, 2}: pass
for i in [a, b]: pass
x = [1, 2, 3]
x = {1, 2, 3}
x = {b"a", b"b", b"c"}
x = (1, (2, (3, b"x")))
x = {1: 2, "a": 3, b"c": 4}
x = None, ..., True, False
x = "a" "b", b"a" b"b"
x = "a" + "b" + c
x = ("a", "b")[0]
x = (1, 2)[5]
while 1: break
while 0: y
if b"": y
if not b"a": y
if "a" and y: z
x = "" or y or "z"
x = __debug__ and y
assert 0
assert 1, "msg"
if __debug__: y
