"""What is told first follows one written order, whatever else is in the grade."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from grader.feedback.priority import Kind, first_thing
from grader.model import Cause, Grade, Instead, Lack, NotPython, Outcome, Problem, Raised, Stands, Verdict, Where
from tests.support import small

BROKEN = Problem(Where(None, 3), NotPython("SyntaxError", "'(' was never closed"))
NO_MODULE = Problem(Where(None, 1), Raised("ModuleNotFoundError", "No module named 'helpers'", module="helpers"))
FAILED = Problem(Where(None, 5), Raised("ValueError", "bad"))
OLD = Problem(None, Raised("AttributeError", "module 'tensorflow' has no attribute 'placeholder'"))


def waits(for_problem: Problem, check: str = "fits_well") -> Verdict:
    lacks = Lack("data", for_problem.trouble, for_problem.where)
    return small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE, lacks=lacks)


def missing(check: str = "value_of_loss", instead: Instead | None = None) -> Verdict:
    return small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.MISSING, instead=instead)


def unwritten(check: str) -> Verdict:
    return small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.NOT_ATTEMPTED)


RENAMED = missing("fits_well", Instead(Stands.ALIKE, "fit"))
# From the last to the first: each is told before all those above it.
IN_ORDER = {
    Kind.UNWRITTEN: unwritten("value_of_loss"),
    Kind.WRONG: small.verdict("takes_a_step"),
    Kind.NAMES: RENAMED,
    Kind.CANNOT_RUN: NO_MODULE,
    Kind.NOT_PYTHON: BROKEN,
}


def graded(*found: Verdict | Problem) -> Grade:
    """Give a grade of these findings; each problem keeps one check waiting."""
    problems = tuple(item for item in found if isinstance(item, Problem))
    verdicts = tuple(item for item in found if isinstance(item, Verdict))
    return replace(small.grade(*map(waits, problems), *verdicts), problems=problems)


def kind(grade: Grade) -> Kind:
    told = first_thing(grade)
    assert told is not None
    return told.kind


@pytest.mark.parametrize(("later", "earlier"), list(pairwise(IN_ORDER)), ids=lambda one: one.name)
def test_the_order_is_kept(later: Kind, earlier: Kind) -> None:
    """Of two neighbours in the order, the more urgent one is told, whichever stands first in the grade."""
    assert kind(graded(IN_ORDER[later], IN_ORDER[earlier])) is earlier
    assert kind(graded(IN_ORDER[earlier], IN_ORDER[later])) is earlier
    assert kind(graded(IN_ORDER[later])) is later


def test_all_at_once_it_is_the_parser_that_is_told() -> None:
    """Where everything is wrong, the line that Python can't read is the first thing to do."""
    told = first_thing(graded(*IN_ORDER.values()))
    assert told is not None
    assert told.problem is BROKEN


def test_the_first_part_in_the_order_of_use_is_told() -> None:
    """Of parts that are wrong by themselves it is the one that the others use, wherever its verdict stands."""
    loss, loop = small.verdict("value_of_loss"), small.verdict("takes_a_step")
    told = first_thing(small.grade(loop, loss))
    assert told is not None
    assert told.verdict is loss


def test_what_another_part_explains_is_told_last() -> None:
    """A failure that another part is to blame for is no first thing while anything else is open."""
    blamed = small.verdict("takes_a_step", because_of="loss")
    assert kind(small.grade(blamed, unwritten("fits_well"))) is Kind.UNWRITTEN
    assert kind(small.grade(blamed)) is Kind.ELSEWHERE


def test_a_name_that_isnt_there_yet_is_one_to_write() -> None:
    """A last part that is missing, and that nothing looks like, comes after what is wrong; one that others need before."""
    wrong = small.verdict("value_of_loss")
    assert kind(small.grade(wrong, missing("fits_well"))) is Kind.WRONG
    assert kind(small.grade(missing("value_of_loss"), small.verdict("takes_a_step"))) is Kind.NAMES


def test_missing_names_are_told_together() -> None:
    """Each part whose name isn't there is among them once, in the order of the exercise."""
    told = first_thing(small.grade(missing("fits_well"), missing("value_of_loss"), missing("takes_a_step"), missing()))
    assert told is not None
    assert [verdict.part for verdict in told.names] == ["loss", "train", "fit"]


def test_a_value_under_a_wanted_name_is_a_missing_name() -> None:
    """What can't be called is told as a name, and not as a wrong result."""
    taken = small.verdict("value_of_loss", cause=Cause.RAISED, instead=Instead(Stands.OTHER_KIND, "EagerTensor"))
    assert kind(small.grade(taken)) is Kind.NAMES


def test_a_failed_statement_that_nothing_waits_for_is_not_urgent() -> None:
    """A plot that raised, or a module that nothing needs, comes after a part that is wrong."""
    wrong = small.verdict("value_of_loss")
    assert kind(replace(small.grade(wrong), problems=(FAILED, NO_MODULE))) is Kind.WRONG


def test_code_for_another_library_is_urgent_by_itself() -> None:
    """That a file is written for TensorFlow 1 is told before what is wrong in it."""
    assert kind(replace(small.grade(small.verdict("value_of_loss")), problems=(OLD,))) is Kind.CANNOT_RUN


def test_where_all_passed_there_is_nothing_to_do() -> None:
    """A cell that Python can't read and that nothing needs is no thing to do."""
    passed = small.verdict(outcome=Outcome.PASSED, cause=None)
    assert first_thing(replace(small.grade(passed), problems=(BROKEN,))) is None
