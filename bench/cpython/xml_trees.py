# SPDX-License-Identifier: MIT
"""Language codes as XML (iso-codes): ElementTree and minidom, changed and written; HTML pages parsed."""
import html.parser
import os
import xml.dom.minidom
import xml.etree.ElementTree

import program

FOLDER = "/usr/share/xml/iso-codes/"
FILES = ("iso_4217.xml", "iso_3166-1.xml", "iso_639-2.xml", "iso_639-3.xml")
PAGES = "/usr/share/doc/docutils-doc/docs/ref/rst/"
ROUNDS = 6


class Headings(html.parser.HTMLParser):
    """Collects all elements, as a crawler would."""

    def __init__(self):
        super().__init__()
        self.elements = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def work(size):
    held, summary = [], []
    for name in program.share(FILES, size):
        with open(program.need(FOLDER + name), "rb") as file:
            text = file.read()
        document = xml.dom.minidom.parseString(text)
        held.append(document)
        summary.append((name, len(document.toxml())))
        for _ in range(max(1, round(ROUNDS * size))):
            tree = xml.etree.ElementTree.fromstring(text)
            held.append(tree)
            for element in tree.iter():
                element.attrib = {key.upper(): value for key, value in element.attrib.items()}
            summary.append((name, len(xml.etree.ElementTree.tostring(tree))))
    pages = [name for name in sorted(os.listdir(program.need(PAGES))) if name.endswith(".html")]
    for name in program.share(pages, size):
        headings = Headings()
        headings.feed(program.read(PAGES + name))
        held.append(headings)
        summary.append((name, len(headings.elements)))
    return summary


program.main(work)
