# SPDX-License-Identifier: MIT
"""Sphinx makes an HTML manual of docutils' own documentation (docutils-doc), in this one process."""
import io
import os
import shutil
import tempfile

import sphinx.application
import sphinx.builders.html

import program

FOLDER = "/usr/share/doc/docutils-doc/docs/"
TEXTS = ("user/rst/quickstart.txt", "user/config.txt", "user/html.txt", "user/latex.txt",
         "user/manpage.txt", "user/tools.txt", "ref/doctree.txt",
         "ref/rst/introduction.txt", "ref/rst/directives.txt", "ref/rst/restructuredtext.txt",
         "ref/rst/roles.txt", "ref/rst/definitions.txt")
SETTINGS = {"project": "Docutils", "source_suffix": ".txt", "master_doc": "index",
            "html_theme": "basic", "smartquotes": False, "pygments_style": "default"}


def write_sources(folder, names):
    for name in names:
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        shutil.copyfile(program.need(FOLDER + name), os.path.join(folder, name))
    with open(os.path.join(folder, "index.txt"), "w", encoding="utf-8") as file:
        file.write("Manual\n======\n\n.. toctree::\n\n")
        file.writelines(f"   {name.removesuffix('.txt')}\n" for name in names)


def work(size):
    with tempfile.TemporaryDirectory() as folder:
        source, result = os.path.join(folder, "source"), os.path.join(folder, "html")
        write_sources(source, program.share(TEXTS, size))
        application = sphinx.application.Sphinx(
            source, None, result, os.path.join(folder, "trees"), "html",
            confoverrides=SETTINGS, status=None, warning=io.StringIO(), freshenv=True)
        application.build(force_all=True)
        return sorted((name, os.path.getsize(os.path.join(result, name)))
                      for name in os.listdir(result) if name.endswith(".html"))


program.main(work)
