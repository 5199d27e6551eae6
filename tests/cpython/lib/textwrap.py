# SPDX-License-Identifier: MIT
"""textwrap.dedent, for text that is indented with spaces."""


def dedent(text):
    lines = text.split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] if line.strip() else "" for line in lines)
