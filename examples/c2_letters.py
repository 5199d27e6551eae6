# Each of the 256 one-character Latin-1 strings, and the empty string, exists once. (C2)
# SPDX-License-Identifier: MIT
word = "mississippi"
print("the letters of a word:", word[0] is word[0], word[2] is word[3], word[1] is word[4])
print("all 256:", all(chr(n) is chr(n) for n in range(256)))
print("not the ones beyond:", any(chr(n) is chr(n) for n in range(256, 1000)))
empty = str()
print("the empty string:", word[3:3] is empty, "".join([]) is empty, " ".strip() is empty)
print("a slice of one letter:", word[0:1] is word[0])
print("a loop over the word:", [letter is word[2] for letter in word])
print("two letters are made anew:", word[0:2] is word[0:2])
parts = "a,b,a".split(",")
print("by splitting:", parts[0] is parts[2])
cafe = "caf\xe9"
print("the e with an accent:", cafe[3] is chr(233))
