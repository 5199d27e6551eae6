# SPDX-License-Identifier: MIT
"""Examples in the __test__ dict of the calling module, as tests."""
import sys
import unittest

PROMPT, MORE = ">>>", "..."


def _examples(text):
    # (source, what it prints) of each example.
    examples = []
    for line in text.split("\n"):
        line = line.strip()
        if line.startswith(PROMPT):
            examples.append([line[4:] + "\n", ""])
        elif line.startswith(MORE) and examples:
            examples[-1][0] += line[4:] + "\n"
        elif line and examples:
            examples[-1][1] += line + "\n"
    return examples


class _Catcher:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass


class _ExamplesTest(unittest.TestCase):
    def __init__(self, name, text, names):
        super().__init__("run_examples")
        self.name, self.text, self.names = name, text, dict(names)

    def id(self):
        return "__test__." + self.name

    def run_examples(self):
        examples = _examples(self.text)
        self.assertTrue(examples)
        stdout = sys.stdout
        try:
            for source, expected in examples:
                sys.stdout = catcher = _Catcher()
                exec(compile(source, "<example>", "single"), self.names)
                self.assertEqual(catcher.text, expected, source)
        finally:
            sys.stdout = stdout
            self.names.clear()


def DocTestSuite():
    names = sys._getframe(1).f_globals
    return unittest.TestSuite(_ExamplesTest(name, text, names)
                              for name, text in names["__test__"].items())
