"""The frame of every page about a class, and what stands in its style."""

from __future__ import annotations

from typing import Any

from grader.i18n import Speech
from grader.paths import CLASS_TEMPLATES
from grader.reports.templating import environment

PIECES = 1000


def whole(template: str, title: str, voice: Speech, **content: Any) -> str:
    """Return a whole page; no script but its own may run, and nothing may be fetched."""
    site = environment(CLASS_TEMPLATES)
    style = "\n".join(site.get_template(name).render() for name in ("style.css", "class.css"))
    pieces = site.get_template(template).stream(title=title, language=voice.spoken, style=style, **content)
    # A class has hundreds of thousands of them.
    pieces.enable_buffering(PIECES)
    return "".join(pieces)
