"""The door to the reports: one format a file, each `(Report, Page) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports import json, terminal
from grader.reports.page import Page, Refusal, Report

__all__ = ["FORMATS", "Page", "Refusal", "Report"]

FORMATS: Mapping[str, Callable[[Report, Page], str]] = {
    "terminal": terminal.render,
    "json": json.render,
}
