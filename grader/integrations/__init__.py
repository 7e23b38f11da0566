"""gradetape inside of other programs: notebooks, pytest, Gradescope."""
