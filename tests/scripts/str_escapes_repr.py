# Escapes in literals, and what repr and ascii write.
# SPDX-License-Identifier: MIT
for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\t nl\n cr\r", "back\\slash", "\x00\x07\x1f\x7f", "é\xa0\xad", "日本", "\u2028\u200b", "😀", "\ud800", "\N{SNOWMAN}" if True else "", "\101\60\0", "\a\b\f\v", "\
continued", r"raw\n\t", "\U0001F600", "\xff\u0100"):
    print(ascii(s), repr(s) if s != "\ud800" else "surrogate", len(s))
print(r"\"", "\\", '\'', "\"", '''triple ' '' quotes''', """a
b""", "a" 'b' """c""", u"unicode", R"\R", len("\n"), len(r"\n"), "\N{LATIN SMALL LETTER E WITH ACUTE}")
print(str(["it's", "a\nb", "é"]), str({"k'": "\t"}), str(("\\",)), "%r" % "a'b", f"{'a' + chr(39)!r}", ascii("é😀\x01"), ascii(["é"]), repr("\u00ad"), repr("a\u0301"))
print(chr(97), chr(233), chr(0x1F600), ord("a"), ord("日"), [ord(c) for c in "aé😀"], chr(0) == "\0", chr(0x10FFFF) > "a")
for f in (lambda: chr(-1), lambda: chr(0x110000), lambda: chr("a"), lambda: ord(""), lambda: ord("ab"), lambda: ord(5), lambda: chr(1.5), lambda: chr(10 ** 30)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for code in (r"'\x4'", r"'\u12'", r"'\U00110000'", r"'\N{NO SUCH NAME AT ALL}'", r"'\N'"):
    try:
        eval(code)
    except SyntaxError as e:
        print(e.msg)
