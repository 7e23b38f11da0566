"""The frame of every page about a class, and what stands in its style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.i18n import Speech
from grader.paths import CLASS_TEMPLATES
from grader.reports.templating import environment

EVENTS = 1000


def whole(template: str, title: str, voice: Speech, **content: Any) -> str:
    """Return a whole page; no script but its own may run, and nothing may be fetched."""
    return "".join(pieces(template, title, voice, **content))


def pieces(template: str, title: str, voice: Speech, **content: Any) -> Iterator[str]:
    """Return a page piece by piece: that of a large class has megabytes."""
    site = environment(CLASS_TEMPLATES)
    style = "\n".join(site.get_template(name).render() for name in ("style.css", "class.css"))
    stream = site.get_template(template).stream(title=title, language=voice.spoken, style=style, **content)
    # A class has hundreds of thousands of them.
    stream.enable_buffering(EVENTS)
    return stream
