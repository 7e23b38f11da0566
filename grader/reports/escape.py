"""Student text made harmless, one function for each place in which it is shown."""

from __future__ import annotations

import unicodedata

# Format characters (Cf) can turn the reading direction or hide; the others can move the cursor or start a command.
UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def for_terminal(text: str, most: int = 400) -> str:
    r"""Give one line without control, format or unassigned characters, cut after `most`; those show as \x1b does here."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(_shown(character) for character in " ".join(cut.splitlines()))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in UNSHOWN:
        return character
    return " " if character == "\t" else character.encode("unicode_escape").decode("ascii", "replace")
