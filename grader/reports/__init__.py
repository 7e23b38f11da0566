"""The door to the reports: one format a file, imported when somebody asks for the formats."""

from typing import TYPE_CHECKING

from grader import lazily

if TYPE_CHECKING:
    from grader.reports.formats import FORMATS
    from grader.reports.page import Page, Refusal, Report

__all__ = ["FORMATS", "Page", "Refusal", "Report"]

if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__, {"grader.reports.formats": ("FORMATS",), "grader.reports.page": ("Page", "Refusal", "Report")}
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
