"""Which findings are causes: a statement that raised, before the checks that lacked what it would have defined."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Cause, Cell, Grade, Outcome, Problem, Submission, Trouble, Verdict, Where
from grader.reports import Page, Report, github
from grader.reports.causes import causes
from grader.speech import speech
from tests import small

SOURCE = """\
import pandsa as pd
plot(1)


@tf.functoin
def loss(y, p):
    return pd.mean(y - p)


class Model(
    tf.Modul,
):
    pass
"""
NOT_READ = Problem(Where(None, 6), "SyntaxError", "'(' was never closed")
NOT_IMPORTED = Problem(Where(None, 1), "ModuleNotFoundError", "No module named 'pandsa'")
NOT_DRAWN = Problem(Where(None, 2), "NameError", "name 'plot' is not defined")
NOT_DECORATED = Problem(Where(None, 5), "AttributeError", "no functoin")
NOT_A_CLASS = Problem(Where(None, 11), "AttributeError", "no Modul")
MISSING = small.verdict("value_of_loss", outcome=Outcome.NOT_REACHED, cause=Cause.MISSING)


def graded(*verdicts: Verdict, problems: tuple[Problem, ...] = ()) -> Grade:
    cells = (Cell(None, SOURCE),)
    return replace(small.grade(*verdicts), problems=problems, submission=Submission("tiny.py", "tiny", "", cells))


def lacks(name: str, check: str = "takes_a_step", **facts: object) -> Verdict:
    trouble = Trouble("NameError", f"name '{name}' is not defined", 7)
    return small.verdict(check, cause=Cause.RAISED, trouble=trouble, where=Where(None, 7), **facts)


def test_what_cannot_be_parsed_explains_what_is_missing() -> None:
    """Of a SyntaxError and the part that isn't there for it, the SyntaxError is the cause."""
    grade = graded(MISSING, lacks("loss", because_of="loss"), lacks("helper", "fits_well"), problems=(NOT_READ,))
    assert causes(grade) == ([], [NOT_READ])


@pytest.mark.parametrize(
    ("problem", "name"), [(NOT_IMPORTED, "pd"), (NOT_DECORATED, "loss"), (NOT_A_CLASS, "Model")], ids=str
)
def test_a_statement_explains_the_names_it_would_define(problem: Problem, name: str) -> None:
    """An import, a decorator or a base that raised is the cause of a NameError of just that name."""
    own = lacks("mine", "fits_well")
    assert causes(graded(lacks(name), own, problems=(NOT_DRAWN, problem))) == ([own], [problem])


def test_a_statement_that_explains_nothing_is_no_cause() -> None:
    """A plot that raised doesn't excuse the check that failed by itself."""
    wrong = small.verdict()
    assert causes(graded(wrong, problems=(NOT_DRAWN, NOT_READ))) == ([wrong], [])


def test_one_error_is_one_cause() -> None:
    """Checks that met the same error at the same line have one cause; a wrong value is a cause in each check."""
    first, again = lacks("mine"), lacks("mine")
    assert causes(graded(first, again, small.verdict(), small.verdict("fits_well", because_of="train")))[0] == [
        first,
        small.verdict(),
    ]


def test_many_problems_in_a_long_text_cost_little() -> None:
    """However many statements raised, no more of them are looked into than a report shows."""
    problems = tuple(Problem(Where(None, 1), "ValueError", str(number)) for number in range(100_000))
    assert causes(graded(lacks("pd"), problems=problems))[1] == list(problems[:20])


def test_annotations_begin_with_the_cause() -> None:
    """On GitHub the SyntaxError is the error, and what follows from it is a notice."""
    report = Report((graded(MISSING, lacks("loss", because_of="loss"), problems=(NOT_READ,)),))
    lines = github.findings(report, Page(speech("en"))).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::notice", "::notice"]
    assert "SyntaxError" in lines[0]
