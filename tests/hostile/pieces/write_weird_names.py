# base: honest
# about: leaves files with names that no one should print
# covers: names of files that nobody should print
for name in (b"a\nb", b"\x1b[2J", b"-rf", b"\xff\xfe", b"x" * 255, b"$(id)", b"::error::"):
    try:
        with open(name, "wb") as file:
            file.write(b"x")
    except OSError:
        pass
