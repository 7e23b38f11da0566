"""The door to the reports: one format a file, each `(Report, Page) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports import classroom, classroom50, github, gradescope, html, json, junit, markdown, terminal
from grader.reports.page import Page, Refusal, Report

__all__ = ["FORMATS", "Page", "Refusal", "Report"]

FORMATS: Mapping[str, Callable[[Report, Page], str]] = {
    "terminal": terminal.render,
    "html": html.render,
    "json": json.render,
    "markdown": markdown.render,
    "junit": junit.render,
    "github": github.render,
    "gradescope": gradescope.render,
    "classroom": classroom.render,
    "classroom50": classroom50.render,
}
