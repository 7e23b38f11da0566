"""Which characters a stream can show, and how to draw in ASCII where it can't show more."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TextIO

from rich.console import Console

# One character each, so that nothing changes its width: signs, bars, frames, and the eight levels of a curve.
ASCII = str.maketrans("✗✓·█░▶…│→≈\u2014\u2013▁▂▃▄▅▆▇─╭╮╰╯", "xv-#.>~|>~--_.-~=+*-++++")


def is_unicode(encoding: str | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream of this encoding can show more than ASCII."""
    # Where the locale is C, Python goes over to UTF-8 by itself, which the terminal there need not show.
    locale_is_c = sys.flags.utf8_mode and environment.get("PYTHONUTF8") != "1"
    return (encoding or "ascii").lower().startswith("utf") and not locale_is_c


def drawn(text: str, *, unicode: bool) -> str:
    """Return the text with everything that is drawn in ASCII, if it has to be; words stay as they are."""
    return text if unicode else text.translate(ASCII)


class AsciiConsole(Console):
    """A console for which rich draws frames, bars and rules in ASCII."""

    @property
    def encoding(self) -> str:
        """Return what rich takes as a sign for it."""
        return "ascii"


def console(stream: TextIO, environment: Mapping[str, str], *, quiet: bool = False) -> Console:
    """Return a console that draws on a stream what that can show."""
    kind = Console if is_unicode(stream.encoding, environment) else AsciiConsole
    return kind(file=stream, quiet=quiet)
