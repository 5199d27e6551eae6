# bytes as ASCII text.
# SPDX-License-Identifier: MIT
for text in b"", b"a", b"A", b"1", b" \t\n\r\x0b\x0c", b"aB1", b"Hello World", b"hello  wORLD", b"\xff", b"\x80a", b"They're", b"A B", b"a1b2", b"\x1c", b"12 ", b"X1y":
    print(text, text.isalnum(), text.isalpha(), text.isascii(), text.isdigit(), text.islower(),
          text.isspace(), text.istitle(), text.isupper(), text.capitalize(), text.title(),
          text.swapcase())
