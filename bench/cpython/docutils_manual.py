# SPDX-License-Identifier: MIT
"""The reference of reStructuredText (docutils-doc) read into trees, then all written as HTML."""
import os

import docutils.core
import docutils.parsers.rst.directives.tables
import docutils.writers.html5_polyglot

import program

FOLDER = "/usr/share/doc/docutils-doc/docs/"
TEXTS = ("ref/rst/restructuredtext.txt", "ref/rst/directives.txt", "ref/rst/roles.txt",
         "ref/rst/introduction.txt", "user/config.txt", "ref/doctree.txt", "user/latex.txt")
SETTINGS = {"report_level": 5, "file_insertion_enabled": False, "_disable_config": True,
            "stylesheet_path": "", "embed_stylesheet": False, "datestamp": None}


def work(size):
    trees = []
    for name in program.share(TEXTS, size):
        path = program.need(os.path.join(FOLDER, name))
        trees.append((name, docutils.core.publish_doctree(
            program.read(path), source_path=path, settings_overrides=SETTINGS)))
    sizes = []
    for name, tree in trees:
        page = docutils.core.publish_from_doctree(tree, writer_name="html5",
                                                  settings_overrides=SETTINGS)
        sizes.append((name, len(page)))
    return sizes


program.main(work)
