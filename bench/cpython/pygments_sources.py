# SPDX-License-Identifier: MIT
"""Modules of the library cut into tokens and highlighted as HTML by Pygments."""
import os
import sysconfig

import pygments.formatters.html
import pygments.lexers.python

import program

MODULES = ("argparse.py", "typing.py", "tarfile.py", "inspect.py", "datetime.py",
           "unittest/mock.py", "subprocess.py", "ast.py", "doctest.py", "pathlib.py")


def work(size):
    lexer = pygments.lexers.python.PythonLexer()
    formatter = pygments.formatters.html.HtmlFormatter(linenos=True)
    held, summary = [], []
    for name in program.share(MODULES, size):
        text = program.read(os.path.join(sysconfig.get_path("stdlib"), name))
        tokens = list(lexer.get_tokens(text))
        page = pygments.format(tokens, formatter)
        held.append((tokens, page))
        summary.append((name, len(tokens), len(page)))
    return summary


program.main(work)
