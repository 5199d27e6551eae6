# Functions made at run time, with cells and default values, called once or twice and dropped.
# SPDX-License-Identifier: MIT
def adder(n):
    def add(value, step=n):
        nonlocal n
        n += 1
        return value + n + step
    return add


def compose(*functions):
    def run(value):
        for function in functions:
            value = function(value) % 1000003
        return value
    return run


total = 0
for turn in range(250000):
    run = compose(adder(turn), lambda value, factor=turn: value * factor, adder(turn & 7))
    total = (total + run(turn) + run(total)) % 1000003
counters = [adder(n) for n in range(60000)]
for turn in range(5):
    total += sum([counter(turn) for counter in counters]) % 1000003
print(total)
