# Sets of tuples: the game of life on an endless board, one tuple a cell.
# SPDX-License-Identifier: MIT
def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = (x + dx, y + dy)
                    counts[place] = counts.get(place, 0) + 1
    return {place for place, count in counts.items()
            if count == 3 or count == 2 and place in cells}


cells = {(x, y) for x in range(120) for y in range(80) if (x * 7 + y * 13 + x * y) % 5 < 2}
seen = set()
for turn in range(400):
    cells = step(cells)
    seen |= cells
print(len(cells), len(seen), sum(x * 31 + y for x, y in cells))
