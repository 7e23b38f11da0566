"""Nothing is said twice in one report, and a hint about values stands beside values."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from grader.i18n import speech
from grader.model import Cause, Difference, Grade, Points, Raised, Where
from grader.reports import FORMATS, Page, Report
from tests.support import graded, small
from tests.support.graded import PAGE

MESSAGE = "no attribute gradients"
# What programs read: each of its checks stands by itself.
FOR_PROGRAMS = {"json"}


def three(*troubles: Raised) -> Grade:
    """Give a grade of which each check met one of the exceptions."""
    checks = ("value_of_loss", "takes_a_step", "fits_well")
    verdicts = (
        small.verdict(check, cause=Cause.RAISED, trouble=trouble, where=Where(None, trouble.line or 1))
        for check, trouble in zip(checks, troubles, strict=True)
    )
    return graded.graded(*verdicts)


def made(kind: str, grade: Grade, page: Page = PAGE) -> str:
    text = FORMATS[kind](Report((grade,)), page)
    text = base64.b64decode(text).decode() if kind == "classroom" else text
    return " ".join(text.replace("\\", "").replace("│", " ").split())


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - FOR_PROGRAMS))
def test_one_exception_is_told_once(kind: str) -> None:
    """Three checks that met one exception at one line tell it once, and the other two name the first or are named by it."""
    alike = [Raised("AttributeError", f"{MESSAGE} {shape}", 5) for shape in (100, 120, 130)]
    text = made(kind, three(*alike))
    # JUnit says the same in an attribute and in the body; GitHub's log has annotations and the report.
    assert text.count(MESSAGE) == (2 if kind in {"junit", "github"} else 1)
    assert "en title of takes_a_step" in text
    assert "he same error" in text


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - FOR_PROGRAMS))
def test_other_exceptions_are_told(kind: str) -> None:
    """Another exception, or the same one at another line, is told by itself."""
    others = (
        Raised("AttributeError", MESSAGE, 5),
        Raised("AttributeError", MESSAGE, 6),
        Raised("TypeError", MESSAGE, 5),
    )
    text = made(kind, three(*others))
    assert text.count(MESSAGE) == (6 if kind in {"junit", "github"} else 3)
    assert "he same error" not in text


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_no_hint_about_values_stands_beside_an_exception(kind: str) -> None:
    """The hint of a check is in no report in which it raised, and in each in which its value is wrong."""
    raised = three(*(Raised("AttributeError", MESSAGE, line) for line in (5, 6, 7)))
    right = graded.passed("takes_a_step"), graded.passed("fits_well")
    wrong = graded.graded(small.verdict(difference=Difference("number", 1.0, 2.0)), *right)
    assert "hint of" not in made(kind, raised)
    assert "hint of value_of_loss" in made(kind, wrong)


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - FOR_PROGRAMS))
def test_one_hint_is_given_once(kind: str) -> None:
    """A known mistake that fails two checks is explained once."""
    facts = {"difference": Difference("number", 1.0, 2.0), "trap": "mse_gone"}
    both = small.verdict(**facts), small.verdict("takes_a_step", **facts)
    text = made(kind, graded.graded(*both, graded.passed("fits_well")))
    # GitHub's log has annotations and the report.
    assert text.count("en trap mse_gone") == (2 if kind == "github" else 1)


def test_what_isnt_shown_is_said_once_for_a_part() -> None:
    """Where only its solution's run tells that a part is wrong, a page of everything says so once, and names each check."""
    checks = ("takes_a_step", "fits_well")
    failed = (replace(small.verdict(check, cause=Cause.WRONG_VALUE), part="train") for check in checks)
    parts = {part.name: Points(0, 10) for part in small.exercise().outline.parts}
    grade = graded.graded(graded.passed("value_of_loss"), *failed, by_part=parts)
    everything = made("terminal", grade, replace(PAGE, everything=True))
    assert everything.count("Still wrong when") == 1
    assert all(f"en title of {check}" in everything for check in checks)


def test_in_ukrainian() -> None:
    """Who else met the error is said in the language of the report, with the number's own form."""
    alike = [Raised("AttributeError", MESSAGE, 5)] * 3
    text = made("terminal", three(*alike), Page(speech("uk")))
    assert "Через ту саму помилку не пройдено ще 2 перевірки: train: uk title of takes_a_step;" in text
