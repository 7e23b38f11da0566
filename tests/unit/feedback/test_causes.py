"""Which findings are causes: a statement that raised, before the checks that lack what it would have defined."""

from __future__ import annotations

from dataclasses import replace

from grader.feedback.causes import causes
from grader.i18n import speech
from grader.model import Cause, Grade, Lack, NotPython, Outcome, Problem, Raised, Verdict, Where
from grader.reports import Page, Report, github
from tests.support import small

NOT_READ = Problem(Where(None, 6), NotPython("SyntaxError", "'(' was never closed"))
NOT_DRAWN = Problem(Where(None, 2), Raised("NameError", "name 'plot' is not defined"))
NOT_IMPORTED = Problem(Where(None, 1), Raised("ModuleNotFoundError", "No module named 'pandsa'", module="pandsa"))


def graded(*verdicts: Verdict, problems: tuple[Problem, ...] = ()) -> Grade:
    return replace(small.grade(*verdicts), problems=problems)


def waits(problem: Problem, check: str = "takes_a_step", **facts: object) -> Verdict:
    """Give a check that lacks a name which a failed statement should have defined."""
    line = problem.where.line if problem.where else None
    lacks = Lack("name", replace(problem.trouble, line=line), problem.where)
    return small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE, lacks=lacks, **facts)


def fails(check: str, **facts: object) -> Verdict:
    trouble = Raised("NameError", "name 'mine' is not defined", 7)
    return small.verdict(check, cause=Cause.RAISED, trouble=trouble, where=Where(None, 7), **facts)


def test_a_statement_explains_the_checks_that_wait_for_it() -> None:
    """Of a statement that raised and the checks that lack what it would have defined, the statement is the cause."""
    own = fails("fits_well")
    for problem in (NOT_READ, NOT_IMPORTED):
        waiting = waits(problem), waits(problem, "value_of_loss", because_of="loss")
        assert causes(graded(*waiting, own, problems=(NOT_DRAWN, problem))) == ([own], [problem])


def test_a_module_is_one_cause_wherever_it_is_imported() -> None:
    """A check that waits for another import of the same module has the one cause that is told."""
    again = replace(NOT_IMPORTED, where=Where(None, 9))
    assert causes(graded(waits(again), problems=(NOT_IMPORTED,))) == ([], [NOT_IMPORTED])


def test_a_statement_that_explains_nothing_is_no_cause() -> None:
    """A plot that raised, or a module that nobody needs, doesn't excuse the check that failed by itself."""
    wrong = small.verdict()
    assert causes(graded(wrong, problems=(NOT_DRAWN, NOT_READ, NOT_IMPORTED))) == ([wrong], [])


def test_one_error_is_one_cause() -> None:
    """Checks that met the same error at the same line have one cause; a wrong value is a cause in each check."""
    first, again = fails("takes_a_step"), fails("takes_a_step")
    assert causes(graded(first, again, small.verdict(), small.verdict("fits_well", because_of="train")))[0] == [
        small.verdict(),
        first,
    ]


def test_annotations_begin_with_the_cause() -> None:
    """On GitHub the SyntaxError is the error, and what follows from it is a notice."""
    follows = waits(NOT_READ), waits(NOT_READ, "value_of_loss")
    report = Report((graded(*follows, problems=(NOT_READ,)),))
    lines = github.commands(report, Page(speech("en"))).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::notice", "::notice"]
    assert "SyntaxError" in lines[0]
