"""Pages from templates: whatever a template shows is escaped in the one way, but for what it marks as safe."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from grader.paths import REPORT_TEMPLATES
from grader.reports.escape import for_html, for_html_sentence

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment(*folders: Path) -> Environment:
    """Return what renders the templates of these folders, and those of every report."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 (only pages have templates)
    from markupsafe import Markup  # noqa: PLC0415 (the same)

    def harmless(value: object) -> Markup:
        """Escape whatever a template shows, in the one way; but for what a template marks as safe."""
        return value if isinstance(value, Markup) else Markup(for_html(str(value)))  # noqa: S704 (this is the escape)

    made = Environment(
        loader=FileSystemLoader([*folders, REPORT_TEMPLATES]),
        autoescape=True,
        finalize=harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["sentence"] = lambda text: Markup(for_html_sentence(text))  # noqa: S704 (the same)
    made.filters["digest"] = _digest
    return made


def _digest(text: str) -> str:
    """Return the hash by which a page's own policy lets a style or a script be used."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
