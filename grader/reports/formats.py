"""Every format by its name, each `(Report, Page) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports import classroom, classroom50, github, gradescope, json, junit, markdown, terminal
from grader.reports.html import page
from grader.reports.page import Page, Report

FORMATS: Mapping[str, Callable[[Report, Page], str]] = {
    "terminal": terminal.render,
    "html": page.render,
    "json": json.render,
    "markdown": markdown.render,
    "junit": junit.render,
    "github": github.render,
    "gradescope": gradescope.render,
    "classroom": classroom.render,
    "classroom50": classroom50.render,
}
