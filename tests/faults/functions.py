# Allocation failure in calls of every kind, closures, decorators and keyword arguments.
# SPDX-License-Identifier: MIT
def counted(function):
    calls = 0

    def wrapper(*args, **kwargs):
        nonlocal calls
        calls += 1
        return calls, function(*args, **kwargs)
    return wrapper


@counted
def area(width, height=2, *rest, scale=1, **others):
    return width * height * scale, rest, others


print(area(3), area(3, 4, 5, 6, scale=10, unit="m"), area(*[1, 2], **{"scale": 3}))
print(list(map(lambda n: n * 1000, range(3))), max([3, 1, 2], key=lambda n: -n))
