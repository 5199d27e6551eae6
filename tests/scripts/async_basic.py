# Coroutines driven by hand.
# SPDX-License-Identifier: MIT
class Wait:
    def __init__(self, v):
        self.v = v

    def __await__(self):
        got = yield self.v
        return got


async def inner(x):
    a = await Wait(x)
    return a * 2


async def outer():
    b = await inner(1)
    c = await inner(b)
    return b + c


co = outer()
print(type(co).__name__, co.send(None), co.send(10))
try:
    co.send(100)
except StopIteration as e:
    print(e.value)
co = inner(5)
co.close()
co = outer()
co.send(None)
try:
    co.throw(ValueError("thrown in"))
except ValueError as e:
    print(e)
