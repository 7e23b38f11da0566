"""Which tests may be skipped where REQUIRE_ALL is set: for what a machine is, and never for what could be installed."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

REQUIRED = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
ALLOWED = tuple(
    map(
        re.compile,
        (
            # Who runs the tests, and where Python lies.
            r"only root (may|can) mount .*",
            r"no file system can be mounted here",
            r"all of it is run as an ordinary user already",
            r"an ordinary user grades: there is no other user to become",
            r"children can be no other user here: .*",
            r"Python or these tests lie in a folder that an ordinary user can't enter",
            # The system and its kernel.
            r"this kernel has no Landlock",
            r"bubblewrap isn't installed, or may not make namespaces",
            r"some attempts make system calls by their number",
            r"(the fork server is for Linux|counts descriptors in /proc|looks for processes in /proc|the watch reads /proc)",
            r"(links can't be told from files|there are no FIFOs|folders can't be opened) here",
            # The versions of Python and Keras.
            r"atheris isn't installed; there is none for this Python or system",
            r"Python 3\.\d+ isn't on the PATH, nor one of pyenv's",
            r"shared",
            r"Keras 2 raises it in other words",
            # There is none for Python 3.10; with a newer one, the extra `test` has it.
            r"needs the extra `docs`",
        ),
    )
)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a test, or a whole file, was skipped."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def is_allowed(reason: str) -> bool:
    """Whether a test may be skipped for this reason wherever everything is installed."""
    return any(pattern.fullmatch(reason) for pattern in ALLOWED)


def failed_unless_allowed(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, unless its reason is one of a machine."""
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail") and not is_allowed(reason := reason_of(report)):
        report.outcome = "failed"
        report.longrepr = f"Skipped, although REQUIRE_ALL is set: {reason}"


def lines(reports: list[pytest.TestReport | pytest.CollectReport]) -> list[str]:
    """Return what was skipped, a line for each reason."""
    counted = Counter(reason_of(report) for report in reports)
    return [f"{number:5} skipped: {reason}" for reason, number in counted.most_common()]
