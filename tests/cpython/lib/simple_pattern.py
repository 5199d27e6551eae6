# SPDX-License-Identifier: MIT
"""Regular expressions in small: literals, `.`, `\\s`, `\\S`, `*`, `+`, `\\A`, `\\Z`."""

SPECIAL = ".*+?^$()[]{}|"


def _items(pattern):
    # A list of [what, least number of times, whether as often as it goes].
    items, at = [], 0
    while at < len(pattern):
        what = pattern[at]
        at += 1
        if what in "*+" and items:
            items[-1][1:] = [int(what == "+"), True]
            continue
        if what == "\\":
            what += pattern[at]
            at += 1
            if what[1].isalnum() and what[1] not in "sSAZ":
                raise ValueError("pattern %r has %s" % (pattern, what))
        elif what in SPECIAL and what != ".":
            raise ValueError("pattern %r has %s" % (pattern, what))
        items.append([what, 1, False])
    return items


def _fits(what, character):
    if what == ".":
        return character != "\n"
    if what == "\\s":
        return character.isspace()
    if what == "\\S":
        return not character.isspace()
    return character == what[-1]


def _match(items, text, at):
    for number, (what, least, many) in enumerate(items):
        if what in ("\\A", "\\Z"):
            if at != (0 if what == "\\A" else len(text)):
                return False
            continue
        end = at
        while end < len(text) and (many or end == at) and _fits(what, text[end]):
            end += 1
        if not many:
            if end == at:
                return False
            at = end
            continue
        rest = items[number + 1:]
        return any(_match(rest, text, each) for each in range(end, at + least - 1, -1))
    return True


def search(pattern, text):
    """Whether the pattern matches anywhere in the text; both str, or both bytes."""
    if isinstance(pattern, bytes):
        pattern, text = pattern.decode("latin-1"), text.decode("latin-1")
    items = _items(pattern)
    return any(_match(items, text, at) for at in range(len(text) + 1))
