"""Which known mistake a failing part has: who is suspected, what is asked, and what fits. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercise.checks import agree, same_as_reference
from grader.grading import comparison, misconceptions
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
    Raised,
    Stopped,
    Verdict,
)
from tests.support.small import NUMBER, OTHER_NUMBER, evidence, exercise, submission, verdict

HALVED = Misconception("halved", "loss")
SUMMED = Misconception("summed", "loss")
UPHILL = Misconception("uphill", "train")
IDLE = Misconception("idle", "fit")
TOLD = Misconception("told", "loss", told_by="value_of_loss.number")
KNOWN = (HALVED, SUMMED, UPHILL)
FIRST, SECOND = Question("value_of_loss", 0), Question("value_of_loss", 1)


def number(value: Any, seconds: float = 0.25) -> Observation:
    return Observation({"number": np.array(value)}, seconds=seconds)


def raised(message: str, kind: str = "ValueError") -> Observation:
    return Observation(cause=Cause.RAISED, trouble=Raised(kind, message, 2), seconds=0.5)


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


# Questions ----------------------------------------------------------------------------------------


def test_the_telling_question_is_the_fastest_about_what_failed() -> None:
    """A check that passed tells nothing of the mistake, nor does another part's or one that waits, however fast."""
    step = exercise().questions.checks[1]
    passing, waiting = replace(step, name="shape_of_step"), replace(step, name="step_of_fit")
    task = exercise(checks=(*exercise().questions.checks, passing, waiting))
    seconds = {"value_of_loss": 0.1, "takes_a_step": 3.0, "fits_well": 0.2, "shape_of_step": 1.0, "step_of_fit": 0.5}
    answers = {q: number(2.0, seconds[q.check] - q.draw / 100) for q in task.questions.all()}
    student = replace(evidence(), observations=answers)
    verdicts = (
        verdict(),
        verdict("takes_a_step"),
        Verdict("shape_of_step", "train", Outcome.PASSED),
        Verdict("step_of_fit", "train", Outcome.FAILED, Cause.RAISED, because_of="loss"),
    )
    assert misconceptions.telling_question(task, "train", verdicts, student) == Question("takes_a_step", 1)
    assert misconceptions.telling_question(task, "loss", verdicts, student) == SECOND


def test_a_mistake_is_asked_all_about_its_part() -> None:
    """On every draw, standing in for the right definition; but for the checks that tell nothing."""
    task = exercise(misconceptions=KNOWN)
    assert misconceptions.questions_to(task, HALVED) == (
        replace(FIRST, instead="halved"),
        replace(SECOND, instead="halved"),
    )
    assert misconceptions.questions_to(task, HALVED, but={"value_of_loss"}) == ()
    assert {q.check for q in misconceptions.questions_to(task, UPHILL)} == {"takes_a_step"}


def test_a_mistake_told_by_one_value_is_asked_for_that_alone() -> None:
    """Other checks of its part have numbers that aren't the student's."""
    other = replace(exercise().questions.checks[0], name="shape_of_loss")
    task = exercise(checks=(*exercise().questions.checks, other))
    assert {q.check for q in misconceptions.questions_to(task, TOLD)} == {"value_of_loss"}
    assert {q.check for q in misconceptions.questions_to(task, HALVED)} == {"value_of_loss", "shape_of_loss"}


def test_beyond_its_part_a_mistake_is_asked_where_it_is_called() -> None:
    """What calls it may change; what doesn't call it can't, and one value tells nothing of others."""
    task = exercise()
    asked = misconceptions.questions_beyond(task, HALVED)
    assert {(q.check, q.instead) for q in asked} == {("takes_a_step", "halved"), ("fits_well", "halved")}
    assert {q.check for q in misconceptions.questions_beyond(task, UPHILL)} == {"fits_well"}
    assert misconceptions.questions_beyond(task, TOLD) == ()


# What fits ----------------------------------------------------------------------------------------


def fits(
    suspect: Misconception, gave: Mapping[Question, Observation], student: Evidence, task: Exercise, **rest: Any
) -> bool:
    known = {replace(question, instead=suspect.name): seen for question, seen in gave.items()}
    return misconceptions.fits(task, suspect, known=known, reference=evidence(), student=student, **rest)


TASK = exercise(misconceptions=(*KNOWN, TOLD))
STUDENT = evidence({"value_of_loss": OTHER_NUMBER})


def test_what_gives_the_same_on_every_draw_fits() -> None:
    """One draw that differs is another mistake; what was never asked fits nothing, and neither do another's answers."""
    assert fits(HALVED, {FIRST: OTHER_NUMBER, SECOND: OTHER_NUMBER}, STUDENT, TASK)
    assert fits(HALVED, {FIRST: OTHER_NUMBER}, STUDENT, TASK)
    assert not fits(HALVED, {FIRST: OTHER_NUMBER, SECOND: number(2.5)}, STUDENT, TASK)
    assert not fits(HALVED, {}, STUDENT, TASK)
    summed = {replace(FIRST, instead="summed"): OTHER_NUMBER}
    assert not misconceptions.fits(TASK, HALVED, known=summed, reference=evidence(), student=STUDENT)


def test_a_check_that_tells_nothing_is_not_looked_at() -> None:
    """Neither against a mistake nor for it."""
    other = replace(exercise().questions.checks[0], name="shape_of_loss")
    task = exercise(checks=(*exercise().questions.checks, other))
    apart = Question("shape_of_loss", 0)
    student = replace(STUDENT, observations={**STUDENT.observations, apart: raised("waits")})
    right = replace(evidence(), observations={**evidence().observations, apart: NUMBER})
    known = {replace(q, instead="halved"): OTHER_NUMBER for q in (FIRST, apart)}
    for but, found in (((), False), (("shape_of_loss",), True), (("shape_of_loss", "value_of_loss"), False)):
        assert misconceptions.fits(task, HALVED, known=known, reference=right, student=student, but=but) is found


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
