"""How Sphinx makes a site of the repository's pages: `poe docs`.

The sources are the files that GitHub shows, where they are: their links to one another, to images and to other files of
the repository lead to the same places in both.
"""

from __future__ import annotations

import re
import shutil
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent

# What the sidebar shows: for whom, and their pages in the order in which to read them.
NAVIGATION = {
    "Students": {
        "Getting started": "README",
        "Linear regression": "exercises/linear_regression/en/README",
        "A classifier of penguins": "exercises/custom_training/en/README",
        "A training loop from scratch": "exercises/loop_from_scratch/en/README",
        "Distributed training": "exercises/distributed/en/README",
    },
    "Студентам": {
        "Перші кроки": "README.uk",
        "Лінійна регресія": "exercises/linear_regression/uk/README",
        "Класифікація пінгвінів": "exercises/custom_training/uk/README",
        "Цикл навчання з нуля": "exercises/loop_from_scratch/uk/README",
        "Розподілене навчання": "exercises/distributed/uk/README",
    },
    "Instructors": {
        "From download to upload": "docs/instructors",
        "From a class to a MOOC": "docs/scale",
        "In CI and course systems": "docs/ci",
        "Workflows to copy": "examples/workflows/README",
        "Running untrusted code": "docs/security",
    },
    "Authors": {
        "A course of your own": "docs/courses",
        "Writing an exercise": "docs/authors",
        "Every key of the files": "docs/keys",
        "Adding a wrong submission": "tests/cases/README",
    },
    "Reference": {
        "Commands and options": "docs/commands",
        "Python, notebooks, pytest": "docs/api",
        "The JSON report": "docs/json",
    },
    "Project": {
        "Changelog": "CHANGELOG",
        "Contributing": "CONTRIBUTING",
        "Design": "docs/DESIGN",
        "Dependencies": "docs/dependencies",
        "Performance": "docs/performance",
        "What the unit tests find": "docs/testing",
        "Security policy": "SECURITY",
    },
}

project = "gradetape"
author = "The gradetape contributors"
release = version_of("gradetape")
html_title = f"gradetape {release}"
language = "en"

extensions = ["myst_parser"]
html_theme = "furo"
root_doc = "README"
include_patterns = [f"{page}.md" for pages in NAVIGATION.values() for page in pages.values()]
# Nothing is looked for in environments and caches, which hold more files than the repository.
exclude_patterns = [".*", "build"]
# Titles link as they do on GitHub, and `--option` keeps both of its hyphens.
myst_heading_anchors = 4
smartquotes = False
# Sources are a click away in every clone; the search needs no copy of them.
html_copy_source = False
html_show_sphinx = False


def add_navigation(_app: Sphinx, page: str, source: list[str]) -> None:
    """Add to the first page what the sidebar shows: in the file itself, GitHub would show it as code."""
    if page == root_doc:
        for caption, pages in NAVIGATION.items():
            lines = "\n".join(f"{title} <{'self' if path == page else f'/{path}'}>" for title, path in pages.items())
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{lines}\n```\n"


def lead_to_readme(_app: Sphinx, page: str, source: list[str]) -> None:
    """Let a link to a folder lead to the README there, as GitHub shows it below the folder's files."""

    def target(link: re.Match[str]) -> str:
        readme = (ROOT / page).parent / link[1] / "README.md"
        return f"]({link[1]}/README.md)" if readme.is_file() else link[0]

    source[0] = re.sub(r"\]\(([\w./-]+?)/?\)", target, source[0])


def name_language(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Say of a page in which language it is, for search engines and for programs that read it aloud."""
    context["language"] = "uk" if re.search(r"[./]uk\b", page) else "en"


def name_the_first_page(app: Sphinx, error: Exception | None) -> None:
    """Let the first page also have the name under which a server looks for it."""
    if error is None and app.builder.format == "html":
        shutil.copy(Path(app.outdir) / f"{root_doc}.html", Path(app.outdir) / "index.html")


def setup(app: Sphinx) -> None:
    """Connect each of these with the step of Sphinx that it belongs to."""
    app.connect("source-read", add_navigation)
    app.connect("source-read", lead_to_readme)
    app.connect("html-page-context", name_language)
    app.connect("build-finished", name_the_first_page)
