"""Which known mistake a failing part has: who is suspected, and what is named. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from grader.exercise.checks import same_as_reference
from grader.grading import misconceptions
from grader.grading.judge import judge
from grader.model import (
    Cause,
    Compared,
    Difference,
    Evidence,
    Exercise,
    Limit,
    Misconception,
    Observation,
    Outcome,
    Question,
    Stopped,
    Verdict,
)
from tests.support.small import (
    HALVED,
    IDLE,
    NUMBER,
    OTHER_NUMBER,
    SUMMED,
    TOLD,
    UPHILL,
    evidence,
    exercise,
    raised,
    submission,
    verdict,
)

KNOWN = (HALVED, SUMMED, UPHILL)
FIRST, SECOND = Question("value_of_loss", 0), Question("value_of_loss", 1)


def suspected(task: Exercise, student: Evidence) -> tuple[Misconception, ...]:
    verdicts = judge(task, submission(), reference=evidence(), student=student)
    return misconceptions.suspects(task, verdicts, reference=evidence(), student=student)


# Suspects -----------------------------------------------------------------------------------------


def test_only_a_part_that_fails_by_itself_is_suspected() -> None:
    """What passes has no mistake, and what fails because of another part has none that is known yet."""
    task = exercise(misconceptions=KNOWN)
    assert suspected(task, evidence()) == ()
    assert suspected(task, evidence({"takes_a_step": OTHER_NUMBER})) == (UPHILL,)
    student = evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": OTHER_NUMBER})
    assert suspected(task, student) == (HALVED, SUMMED)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ({"halved": ["wrong_value"], "summed": ["raised"]}, (HALVED,)),
        ({"halved": ["passed"], "summed": ["raised", "wrong_value"]}, (SUMMED,)),
        ({"summed": ["wrong_value"]}, (HALVED, SUMMED)),
        ({"halved": ["passed"], "summed": ["passed"]}, ()),
    ],
)
def test_who_makes_other_checks_fail_is_cleared_before_it_is_asked(
    seen: Mapping[str, list[str]], found: tuple[Misconception, ...]
) -> None:
    """Each check must have been seen to give what it gives now; what was never recorded is asked."""
    matrix = {"3": {name: {"value_of_loss": marks} for name, marks in seen.items()}}
    task = exercise(misconceptions=KNOWN, matrix=matrix)
    assert suspected(task, evidence({"value_of_loss": OTHER_NUMBER})) == found


def test_what_another_keras_makes_of_a_mistake_clears_nobody() -> None:
    """The record of one version says nothing under another."""
    task = exercise(misconceptions=KNOWN, matrix={"2": {"halved": {"value_of_loss": ["passed"]}}})
    assert suspected(task, evidence({"value_of_loss": OTHER_NUMBER})) == (HALVED, SUMMED)


def test_a_check_that_waits_for_another_part_clears_nobody() -> None:
    """It would say something else, were that part right: only what is decided counts."""
    twice = replace(exercise().questions.checks[1], name="steps_twice", calls=())
    task = exercise(
        checks=(*exercise().questions.checks, twice),
        misconceptions=(UPHILL,),
        matrix={"3": {"uphill": {"takes_a_step": ["passed"], "steps_twice": ["wrong_value"]}}},
    )
    alone = {Question("steps_twice", draw): OTHER_NUMBER for draw in range(2)}
    waiting = raised("by the loss")

    def run(given: Evidence, found: Mapping[Question, Observation]) -> Evidence:
        return replace(given, observations={**given.observations, **found})

    right = run(evidence(), {Question("steps_twice", draw): NUMBER for draw in range(2)})
    student = run(evidence({"value_of_loss": waiting, "takes_a_step": waiting}), alone)
    verdicts = judge(task, submission(), reference=right, student=student)
    assert [v.because_of for v in verdicts if v.part == "train"] == ["loss", None]
    assert misconceptions.suspects(task, verdicts, reference=right, student=student) == (UPHILL,)


def test_a_check_is_marked_beside_a_right_part() -> None:
    """What a part is compared with was right when its mistakes were asked, and counts as right now."""

    def same_step(_reference: Observation, student: Observation) -> Difference | None:
        apart = student.values["number"] != student.values["other"]
        return Difference("number", None, None) if apart else None

    loss, step, fit = exercise().questions.checks
    beside = replace(fit, name="as_the_step", calls=(), compares=(Compared("other", step, "number"),), expect=same_step)
    matrix = {"3": {"idle": {"fits_well": ["wrong_value"], "as_the_step": ["wrong_value"]}}}
    task = exercise(checks=(loss, step, replace(fit, calls=()), beside), matrix=matrix, misconceptions=(IDLE,))
    apart = Question("as_the_step", 0)
    right = replace(evidence(), observations={**evidence().observations, apart: NUMBER})
    wrong = evidence({"takes_a_step": OTHER_NUMBER, "fits_well": OTHER_NUMBER})
    student = replace(wrong, observations={**wrong.observations, apart: OTHER_NUMBER})
    verdicts = judge(task, submission(), reference=right, student=student)
    assert verdicts[3].outcome is Outcome.PASSED
    assert misconceptions.suspects(task, verdicts, reference=right, student=student) == (IDLE,)


@pytest.mark.parametrize(("keras", "found"), [("3.1.0", True), ("2.15.0", False), ("", False)])
def test_a_mistake_under_one_keras_is_suspected_there_alone(keras: str, found: bool) -> None:
    """Under another version the same code is right."""
    only = replace(HALVED, keras=3)
    student = evidence({"value_of_loss": OTHER_NUMBER}, versions={"keras": keras})
    assert suspected(exercise(misconceptions=(only,)), student) == ((only,) if found else ())


@pytest.mark.parametrize("cause", [Cause.TIMED_OUT, Cause.KILLED, Cause.OUT_OF_MEMORY])
def test_of_a_part_that_was_stopped_nothing_is_suspected(cause: Cause) -> None:
    """It has not answered everything, so that nothing could fit as a whole."""
    stopped = Observation(cause=cause, trouble=Stopped(Limit.TIME, "", 2))
    assert suspected(exercise(misconceptions=KNOWN), evidence({"value_of_loss": stopped})) == ()


def test_a_telling_value_must_be_there_on_every_draw() -> None:
    """A value that one draw gives by chance tells nothing."""
    task = exercise(misconceptions=(TOLD,))
    assert suspected(task, evidence({"value_of_loss": OTHER_NUMBER})) == (TOLD,)
    assert suspected(task, evidence({FIRST: OTHER_NUMBER})) == ()


def test_a_telling_value_counts_where_its_check_fails() -> None:
    """A check that passes says that its values are those of right code, one of its own way included."""
    passing = replace(exercise().questions.checks[0], name="shape_of_loss", expect=same_as_reference("shape"))
    task = exercise(
        checks=(*exercise().questions.checks, passing), misconceptions=(replace(TOLD, told_by="shape_of_loss.number"),)
    )
    more = {Question("shape_of_loss", draw): OTHER_NUMBER for draw in range(2)}
    right = replace(evidence(), observations={**evidence().observations, **dict.fromkeys(more, NUMBER)})
    student = evidence({"value_of_loss": OTHER_NUMBER})
    student = replace(student, observations={**student.observations, **more})
    verdicts = judge(task, submission(), reference=right, student=student)
    assert [v.outcome for v in verdicts if v.part == "loss"] == [Outcome.FAILED, Outcome.PASSED]
    assert misconceptions.suspects(task, verdicts, reference=right, student=student) == ()


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (verdict(), ("halved", "summed")),
        (verdict("takes_a_step"), ("uphill",)),
        (verdict("fits_well"), ()),
        (verdict(because_of="fit"), ()),
        (verdict(outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE), ()),
        (Verdict("value_of_loss", "loss", Outcome.PASSED), ()),
    ],
)
def test_a_mistake_is_named_where_its_part_fails_by_itself(found: Verdict, names: tuple[str, ...]) -> None:
    """All that can't be told apart, in the exercise's order; on nothing that passed, waits, or is another part's fault."""
    (only,) = misconceptions.named((found,), KNOWN)
    assert only == replace(found, misconceptions=names)
