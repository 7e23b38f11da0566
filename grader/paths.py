"""Where the files lie that come with gradetape: the one place that knows how the package is laid out.

Resolved, since these paths also say what a confined process may read, and a link would be another place.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# What holds the package, and is imported from.
IMPORTED_FROM = PACKAGE.parent
# An installed package carries the exercises inside; a checkout has them beside the package.
CONTENT = PACKAGE / "content" if (PACKAGE / "content").is_dir() else IMPORTED_FROM
LOCALE = PACKAGE / "i18n" / "locale"
FILTERS = PACKAGE / "sandbox" / "confinement" / "filters"
REPORT_TEMPLATES = PACKAGE / "reports" / "html" / "templates"
SCHEMAS = PACKAGE / "exercise" / "schemas"
NEW_TEMPLATES = PACKAGE / "authoring" / "templates"
CLASS_TEMPLATES = PACKAGE / "classroom" / "pages" / "templates"
