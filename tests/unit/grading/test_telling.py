"""What tells a known mistake: what is asked, and what fits. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercise.checks import agree, same_as_reference
from grader.grading import comparison, telling
from grader.model import (
    Cause,
    Compared,
    Difference,
    Evidence,
    Exercise,
    Misconception,
    Observation,
    Question,
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
    number,
    raised,
)

KNOWN = (HALVED, SUMMED, UPHILL)
FIRST, SECOND = Question("value_of_loss", 0), Question("value_of_loss", 1)


# Questions ----------------------------------------------------------------------------------------


def test_a_mistake_is_asked_all_about_its_part() -> None:
    """On every draw, standing in for the right definition; but for the checks that tell nothing."""
    task = exercise(misconceptions=KNOWN)
    assert telling.questions_to(task, HALVED) == (
        replace(FIRST, instead="halved"),
        replace(SECOND, instead="halved"),
    )
    assert telling.questions_to(task, HALVED, but={"value_of_loss"}) == ()
    assert {q.check for q in telling.questions_to(task, UPHILL)} == {"takes_a_step"}


def test_a_mistake_told_by_one_value_is_asked_for_that_alone() -> None:
    """Other checks of its part have numbers that aren't the student's."""
    other = replace(exercise().questions.checks[0], name="shape_of_loss")
    task = exercise(checks=(*exercise().questions.checks, other))
    assert {q.check for q in telling.questions_to(task, TOLD)} == {"value_of_loss"}
    assert {q.check for q in telling.questions_to(task, HALVED)} == {"value_of_loss", "shape_of_loss"}


def test_beyond_its_part_a_mistake_is_asked_where_it_is_called() -> None:
    """What calls it may change; what doesn't call it can't, and one value tells nothing of others."""
    task = exercise()
    asked = telling.questions_beyond(task, HALVED)
    assert {(q.check, q.instead) for q in asked} == {("takes_a_step", "halved"), ("fits_well", "halved")}
    assert {q.check for q in telling.questions_beyond(task, UPHILL)} == {"fits_well"}
    assert telling.questions_beyond(task, TOLD) == ()


# What fits ----------------------------------------------------------------------------------------


def fits(
    suspect: Misconception, gave: Mapping[Question, Observation], student: Evidence, task: Exercise, **rest: Any
) -> bool:
    known = {replace(question, instead=suspect.name): seen for question, seen in gave.items()}
    return telling.fits(task, suspect, known=known, reference=evidence(), student=student, **rest)


TASK = exercise(misconceptions=(*KNOWN, TOLD))
STUDENT = evidence({"value_of_loss": OTHER_NUMBER})


def test_what_gives_the_same_on_every_draw_fits() -> None:
    """One draw that differs is another mistake; what was never asked fits nothing, and neither do another's answers."""
    assert fits(HALVED, {FIRST: OTHER_NUMBER, SECOND: OTHER_NUMBER}, STUDENT, TASK)
    assert fits(HALVED, {FIRST: OTHER_NUMBER}, STUDENT, TASK)
    assert not fits(HALVED, {FIRST: OTHER_NUMBER, SECOND: number(2.5)}, STUDENT, TASK)
    assert not fits(HALVED, {}, STUDENT, TASK)
    summed = {replace(FIRST, instead="summed"): OTHER_NUMBER}
    assert not telling.fits(TASK, HALVED, known=summed, reference=evidence(), student=STUDENT)


@pytest.mark.parametrize(
    ("seen", "gave", "found"),
    [
        (number(float("nan")), number(float("nan")), True),
        (number(2.0), number(2.0 + 1e-6), True),
        (number(2.0), Observation({"number": np.array(2.0), "more": "x"}), False),
        (Observation({"number": np.array(2.0), "more": "x"}), number(2.0), False),
        (number(2.0), raised("no"), False),
        (raised("no"), Observation(cause=Cause.TIMED_OUT), False),
        (Observation(cause=Cause.KILLED), Observation(cause=Cause.TIMED_OUT), False),
        (raised("no"), raised("no"), True),
        (raised("no"), raised("no", "TypeError"), False),
        (raised("no"), raised("never"), False),
        (raised("at /home/me/x.py, 0x7f12, sgd_3"), raised("at /tmp/y.py, 0xab, sgd_11"), True),
        (raised("sgd is not built"), raised("sgd_1 is not built"), True),
        (raised("a" * 60 + " of mine"), raised("a" * 60 + " of another"), True),
        (raised("a" * 59 + "b"), raised("a" * 59 + "c"), False),
    ],
)
def test_two_answers_are_alike(seen: Observation, gave: Observation, found: bool) -> None:
    """In all values, as they are; or in an error's type and the beginning of what it says, without what always varies."""
    assert fits(HALVED, {FIRST: gave}, evidence({"value_of_loss": seen}), TASK) is found


@pytest.mark.parametrize(("tolerance", "apart", "found"), [(1e-4, 1e-3, False), (1e-2, 1e-3, True), (1e-2, 0.1, False)])
def test_two_answers_are_alike_within_the_tolerance_of_their_check(tolerance: float, apart: float, found: bool) -> None:
    """What a check would call the same number is the same mistake, by all values as by the one that tells it."""
    first, *rest = exercise().questions.checks
    checks = (replace(first, expect=same_as_reference(rel_tol=tolerance)), *rest)
    task = exercise(checks=checks, misconceptions=(*KNOWN, TOLD))
    for mistake in (HALVED, TOLD):
        known = {FIRST: number(2.0 + apart), SECOND: number(2.0 + apart)}
        assert fits(mistake, known, STUDENT, task) is found


def test_what_an_expectation_sees_beside_the_values_must_be_alike() -> None:
    """One that reads what was printed sees two mistakes where the values are one."""

    def lines(_reference: Observation, student: Observation) -> Difference | None:
        count = float(student.printed.count("\n"))
        return None if count == 10 else Difference("lines", 10.0, count)

    task = exercise(checks=(replace(exercise().questions.checks[0], expect=lines), *exercise().questions.checks[1:]))
    for mine, theirs, found in (("\n", "\n", True), ("\n", "", False), ("\n", "\n" * 10, False)):
        student = evidence({"value_of_loss": replace(NUMBER, printed=mine)})
        assert fits(HALVED, {FIRST: replace(NUMBER, printed=theirs)}, student, task) is found


def test_both_are_compared_beside_the_reference() -> None:
    """The student's value of another part, whatever is wrong with that one, stands beside neither."""
    loss, step, fit = exercise().questions.checks
    fit = replace(fit, calls=(), compares=(Compared("other", step, "number"),), expect=agree("other", "number"))
    task = exercise(checks=(loss, step, fit), misconceptions=(IDLE,))
    student = evidence({"takes_a_step": number(7.0), "fits_well": OTHER_NUMBER})
    assert fits(IDLE, {Question("fits_well", 0): OTHER_NUMBER}, student, task)
    assert not fits(IDLE, {Question("fits_well", 0): number(7.0)}, student, task)


def test_a_list_is_compared_with_another_checks() -> None:
    """Of a list that another check gives, every entry stands beside the own one, under the own name."""
    step = exercise().questions.checks[1]
    fit = replace(exercise().questions.checks[2], compares=(Compared("loop", step, "weights"),))
    other = Observation({"weights[0]": np.array(1.0), "weights[1].a": np.array(2.0), "weights_of": np.array(3.0)})
    seen = comparison.compared(fit, 0, NUMBER, by=evidence({"takes_a_step": other}))
    assert list(seen.values) == ["number", "loop[0]", "loop[1].a"]
    nothing = comparison.compared(fit, 0, NUMBER, by=evidence({"takes_a_step": NUMBER}))
    assert nothing.values["loop"] is None


def test_one_value_tells_a_mistake_whatever_the_rest() -> None:
    """Where the student has it and right code hasn't."""
    mine = Observation({"number": np.array(2.0), "rest": np.array(5.0)})
    gave = Observation({"number": np.array(2.0), "rest": np.array(6.0)})
    student = evidence({"value_of_loss": mine})
    assert fits(TOLD, {FIRST: gave, SECOND: gave}, student, TASK)
    assert not fits(TOLD, {FIRST: gave, SECOND: number(3.0)}, student, TASK)
    assert not fits(TOLD, {}, student, TASK)
    assert not fits(TOLD, {FIRST: NUMBER}, evidence(), TASK)
    assert not fits(HALVED, {FIRST: gave}, student, TASK)
