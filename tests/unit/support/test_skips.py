"""Where all tests are required, none is skipped for want of something that could be installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support import skips
from tests.support.paths import TESTS

SKIPPED = ("t.py", 1, "Skipped: no Chromium is installed")
ORDINARY = ("t.py", 1, "Skipped: all of it is run as an ordinary user already")


def report(longrepr: tuple[str, int, str]) -> pytest.TestReport:
    return pytest.TestReport("t.py::test", ("t.py", 1, "test"), {}, "skipped", longrepr, "setup")


@pytest.mark.parametrize(
    ("required", "why", "outcome"),
    [(True, SKIPPED, "failed"), (True, ORDINARY, "skipped"), (False, SKIPPED, "skipped")],
)
def test_a_skip_fails_for_want_of_a_program(
    monkeypatch: pytest.MonkeyPatch, required: bool, why: tuple[str, int, str], outcome: str
) -> None:
    """A missing program is a failure where all is required; what a machine is excuses a test everywhere."""
    monkeypatch.setattr(skips, "REQUIRED", required)
    made = report(why)
    skips.failed_unless_allowed(made)
    assert made.outcome == outcome
    assert why[2].removeprefix("Skipped: ") in str(made.longrepr)


def test_an_expected_failure_is_no_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expected failure is reported as a skip, too: it stays one."""
    monkeypatch.setattr(skips, "REQUIRED", True)
    made = report(SKIPPED)
    made.wasxfail = "known"
    skips.failed_unless_allowed(made)
    assert made.outcome == "skipped"


def test_what_was_skipped_is_counted() -> None:
    """Each reason has one line, the most frequent first."""
    assert skips.lines([report(ORDINARY), report(SKIPPED), report(SKIPPED)]) == [
        "    2 skipped: no Chromium is installed",
        "    1 skipped: all of it is run as an ordinary user already",
    ]


def reasons() -> Iterator[str]:
    """Give every reason that is written in a test."""
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r'(?:reason=|pytest\.skip\(\s*f?)"([^"]+)"', text)


def test_every_allowed_reason_is_given() -> None:
    """No reason is allowed that no test has any more."""
    written = [*reasons()]
    made = {"Python 3.10 isn't on the PATH, nor one of pyenv's", "shared"}
    assert [p.pattern for p in skips.ALLOWED if not any(p.fullmatch(reason) for reason in {*written, *made})] == []
