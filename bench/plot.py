# SPDX-License-Identifier: MIT
"""One picture: how long the pauses of several runs are, by the share of pauses that are longer.

Both axes are logarithmic, so that the one pause in ten thousand is as visible as the median.
"""
import math
from html import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 76, 190, 46, 58
COLOURS = ("#9a9a9a", "#c8642a", "#2a6fc8", "#3a9a4a")


def decades(low, high):
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


def duration(exponent):
    """10^exponent seconds, as text."""
    for unit, power in (("s", 0), ("ms", -3), ("us", -6), ("ns", -9)):
        if exponent >= power:
            return f"{10 ** (exponent - power)} {unit}"
    return f"1e{exponent} s"


def tails(pauses):
    """[(share of pauses at least as long, pause)], from the shortest on; neighbours alike are left out."""
    ordered = sorted(pauses)
    points, last = [], None
    for i, pause in enumerate(ordered):
        share = (len(ordered) - i) / len(ordered)
        place = (round(math.log10(share) * 90), round(math.log10(pause) * 90))
        if place != last or i == len(ordered) - 1:
            points.append((share, pause))
        last = place
    return points


def tail_plot(title, runs):
    """SVG text. `runs`: {name: [pauses in seconds]}."""
    every = [pause for pauses in runs.values() for pause in pauses if pause > 0]
    y_low, y_high = decades(min(every), max(every))[0], decades(min(every), max(every))[-1]
    x_high = max(1, math.ceil(math.log10(max(map(len, runs.values())))))
    plot_width, plot_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x_of(share):
        return LEFT + plot_width * -math.log10(share) / x_high

    def y_of(pause):
        return TOP + plot_height * (1 - (math.log10(pause) - y_low) / max(1, y_high - y_low))

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
             f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>']
    for exponent in range(y_low, y_high + 1):
        y = y_of(10 ** exponent)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{LEFT + plot_width}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                     f'{duration(exponent)}</text>')
    for exponent in range(x_high + 1):
        x = x_of(10 ** -exponent)
        text = "all" if exponent == 0 else f"1 in {10 ** exponent:,}"
        lines.append(f'<path d="M{x:.1f} {TOP}V{TOP + plot_height}" stroke="#ddd"/>'
                     f'<text x="{x:.1f}" y="{TOP + plot_height + 18}" text-anchor="middle">'
                     f'{text}</text>')
    lines.append(f'<text x="{LEFT + plot_width / 2}" y="{HEIGHT - 14}" text-anchor="middle">'
                 "share of the pauses that are at least as long</text>")
    for number, (name, pauses) in enumerate(runs.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = "L".join(f"{x_of(share):.1f} {y_of(pause):.1f}"
                        for share, pause in tails([each for each in pauses if each > 0]))
        y = TOP + 14 + 22 * number
        lines.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<path d="M{LEFT + plot_width + 14} {y - 4}h22" stroke="{colour}" '
                     f'stroke-width="2"/><text x="{LEFT + plot_width + 42}" y="{y}">'
                     f'{escape(name)}</text>')
    return "\n".join(lines + ["</svg>", ""])
