# base: honest
# about: prints what a terminal would obey
# covers: sequences for a terminal
print("\x1b]0;title\x07\x1b[2J\x1b[31m\x1b]52;c;c2VjcmV0\x07\r100 / 100\x08\x9b")
raise RuntimeError("\x1b[2J\u202e\u2066 right to left \x00 \udce2")
