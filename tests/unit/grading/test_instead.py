"""What stands in the place of a missing definition is found by where it is, by its base, its name, or its arguments."""

from __future__ import annotations

import pytest

from grader.grading.instead import noticed
from grader.model import Cause, Difference, Evidence, Instead, Outcome, Raised, Sketch, Span, Stands, Verdict, Where
from tests.support import small

LOSS = Sketch("loss", 3, arguments=("y", "p"), returns=True)
TRAIN = Sketch("train", 6, arguments=("model", "x", "y", "rate"))
MODEL = Sketch("compile_and_fit", 9, is_class=True, bases=("Module",))
REFERENCE = small.evidence(sketches=(LOSS, TRAIN, MODEL, Sketch("helper", 14)))


def missing(check: str) -> Verdict:
    return small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.MISSING)


def found(*sketches: Sketch, of: tuple[str, ...] = ("value_of_loss",)) -> list[Instead | None]:
    """Give what is noticed for the checks' parts, all of which are missing, in a submission of these definitions."""
    student = small.evidence(sketches=sketches, kinds={}, definitions={})
    return [verdict.instead for verdict in _noticed(tuple(map(missing, of)), student)]


def _noticed(verdicts: tuple[Verdict, ...], student: Evidence) -> tuple[Verdict, ...]:
    return noticed(small.exercise(), small.submission(), verdicts, reference=REFERENCE, student=student)


@pytest.mark.parametrize("name", ["Loss", "los", "compute_loss", "loss_fn", "MSE_loss"])
def test_a_name_that_is_like_it(name: str) -> None:
    """In other case, mistyped, or with a word more, it is found by its name."""
    assert found(Sketch(name, 2)) == [Instead(Stands.ALIKE, name, where=Where(None, 2))]


def test_a_function_with_the_same_arguments() -> None:
    """With another name it is found by its arguments, if it is the only one with so many."""
    step = Sketch("one_step", 4, arguments=("model", "x", "y", "lr"))
    assert found(step, of=("takes_a_step",)) == [Instead(Stands.ALIKE, "one_step", where=Where(None, 4))]
    assert found(step, Sketch("two", 5, arguments=("model", "x", "y", "lr")), of=("takes_a_step",)) == [None]


def test_a_class_is_found_by_its_base() -> None:
    """A class with the same base is meant rather than one whose name is nearer."""
    line = Sketch("Straight", 4, is_class=True, bases=("Module",))
    near = Sketch("compile_and_fit_2", 5, is_class=True, bases=("Layer",))
    assert found(near, line, of=("fits_well",)) == [Instead(Stands.ALIKE, "Straight", where=Where(None, 4))]


def test_what_is_not_of_the_kind_is_not_meant() -> None:
    """No function is offered for a class, no class for a function, and nothing that the exercise itself defines."""
    assert found(Sketch("Loss", 2, is_class=True), Sketch("helper", 3)) == [None]


def test_one_definition_is_offered_once() -> None:
    """Of two missing names only one can be meant by a definition."""
    only = Sketch("train_loss", 4, arguments=("y", "p"))
    assert sum(one is not None for one in found(only, of=("value_of_loss", "takes_a_step"))) == 1


@pytest.mark.parametrize("stands", [Stands.FUNCTION, Stands.CLASS, Stands.BRANCH])
def test_a_definition_that_stands_too_deep(stands: Stands) -> None:
    """The wanted name itself, at a depth where it isn't found, comes before any name that is like it."""
    deep = Sketch("loss", 5, stands=stands, inside="main")
    assert found(Sketch("losses", 2), deep) == [Instead(stands, "loss", "main", Where(None, 5))]


def test_a_name_of_another_kind() -> None:
    """A value that can't be called is told by its type, and only where the check couldn't use it."""
    raised = small.verdict(cause=Cause.RAISED, trouble=Raised("TypeError", "'EagerTensor' object is not callable"))
    student = small.evidence(kinds={"loss": "EagerTensor", "train": "", "compile_and_fit": ""})
    loss, train = _noticed((raised, small.verdict("takes_a_step")), student)
    assert loss.instead == Instead(Stands.OTHER_KIND, "EagerTensor")
    assert train.instead is None


def test_a_function_that_returns_nothing() -> None:
    """It is told where the reference's returns something, and nothing came; not where a value came."""
    nothing = small.verdict(difference=Difference("number", 1.0, None, kind="type"))
    empty = small.verdict(difference=Difference("number", "(10,)", "(0,)", kind="shape"))
    value = small.verdict(difference=Difference("number", 1.0, 2.0))
    student = small.evidence(sketches=(Sketch("loss", 1),), definitions={"loss": Span(1, 2)})
    assert [verdict.no_return for verdict in _noticed((nothing, empty, value), student)] == [True, True, False]
    returning = small.evidence(sketches=(Sketch("loss", 1, returns=True),), definitions={"loss": Span(1, 2)})
    assert not _noticed((nothing,), returning)[0].no_return


def test_what_a_run_didnt_tell_is_not_guessed() -> None:
    """Without sketches and kinds, as after a process that ended early, nothing is offered."""
    assert _noticed((missing("value_of_loss"),), small.evidence())[0].instead is None
