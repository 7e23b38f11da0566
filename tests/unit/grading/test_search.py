"""How a known mistake is looked for: what is asked next, when no more is asked, and what is found. Nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.search import Search
from grader.model import Cause, Evidence, Exercise, Misconception, Observation, Outcome, Question, Verdict
from tests.support.small import HALVED, NUMBER, OTHER_NUMBER, SUMMED, TOLD, UPHILL, evidence, exercise, raised, verdict

FIRST, SECOND = Question("value_of_loss", 0), Question("value_of_loss", 1)
MINE, OTHER = OTHER_NUMBER, Observation({"number": np.array(3.0)})
STUDENT = evidence({"value_of_loss": MINE, "takes_a_step": MINE})
FAILED = (verdict(), verdict("takes_a_step"))


def goes_on(_draw: object, values: dict[str, object]) -> dict[str, object]:
    """Stand where the second half of a probe stands; nothing here runs it."""
    return values


def search(
    *suspects: Misconception,
    verdicts: Sequence[Verdict] = FAILED,
    student: Evidence = STUDENT,
    task: Exercise | None = None,
) -> Search:
    task = task or exercise(misconceptions=(HALVED, SUMMED, TOLD, UPHILL))
    return Search(task, suspects, verdicts, reference=evidence(), student=student)


def to(mistake: Misconception, question: Question) -> Question:
    return replace(question, instead=mistake.name)


def asked(looking: Search, answers: Mapping[tuple[str, int], Observation]) -> list[tuple[str | None, str, int]]:
    """Return what a search asks in its order; what isn't among the `answers` is answered as the student did."""
    known: dict[Question, Observation] = {}
    while (question := looking.next(known)) is not None:
        known[question] = answers.get((str(question.instead), question.draw), MINE)
    return [(question.instead, question.check, question.draw) for question in known]


def test_what_is_cleared_is_asked_no_more() -> None:
    """One answer that isn't the student's is enough."""
    assert asked(search(HALVED, SUMMED), {("halved", 0): OTHER, ("summed", 1): OTHER}) == [
        ("halved", "value_of_loss", 0),
        ("summed", "value_of_loss", 0),
        ("summed", "value_of_loss", 1),
    ]


def test_once_one_fits_no_other_of_its_part_is_asked() -> None:
    """It has answered all questions about its part; another part's mistake is still to be found."""
    looking = search(HALVED, SUMMED, TOLD, UPHILL)
    assert {name for name, _, _ in asked(looking, {})} == {"halved", "uphill"}
    known = {to(one, question): MINE for one in (HALVED, SUMMED, TOLD) for question in (FIRST, SECOND)}
    steps = {to(UPHILL, Question("takes_a_step", draw)): MINE for draw in range(2)}
    assert looking.found({**known, **steps}) == (HALVED, UPHILL)
    assert search(SUMMED, HALVED).found(known) == (SUMMED,)


def test_what_others_were_asked_before_changes_nothing() -> None:
    """In a class, what is known of a less likely one doesn't make it the student's."""
    looking = search(HALVED, SUMMED)
    known = {to(SUMMED, FIRST): MINE, to(SUMMED, SECOND): MINE}
    assert looking.next(known) == to(HALVED, FIRST)
    assert looking.found({**known, to(HALVED, FIRST): MINE, to(HALVED, SECOND): MINE}) == (HALVED,)
    assert looking.found({**known, to(HALVED, FIRST): OTHER}) == (SUMMED,)


def test_where_a_check_tells_nothing_all_that_fit_are_found() -> None:
    """With one answer less, two mistakes may be alike: neither is kept from the student."""
    other = replace(exercise().questions.checks[0], name="shape_of_loss")
    task = exercise(checks=(*exercise().questions.checks, other), misconceptions=(HALVED, SUMMED))
    waits = {Question("shape_of_loss", draw): Observation(cause=Cause.RAISED) for draw in range(2)}
    student = replace(STUDENT, observations={**STUDENT.observations, **waits})
    waiting = Verdict("shape_of_loss", "loss", Outcome.FAILED, Cause.RAISED, because_of="train")
    looking = search(SUMMED, HALVED, verdicts=(*FAILED, waiting), student=student, task=task)
    assert {(name, check) for name, check, _ in asked(looking, {})} == {
        ("halved", "value_of_loss"),
        ("summed", "value_of_loss"),
    }
    known = {to(one, question): MINE for one in (HALVED, SUMMED) for question in (FIRST, SECOND)}
    assert looking.found(known) == (HALVED, SUMMED)


def test_a_check_that_tells_nothing_is_not_looked_at() -> None:
    """Neither against a mistake nor for it."""
    other = replace(exercise().questions.checks[0], name="shape_of_loss")
    task = exercise(checks=(*exercise().questions.checks, other), misconceptions=(HALVED,))
    apart = {Question("shape_of_loss", draw): raised("waits") for draw in range(2)}
    student = replace(STUDENT, observations={**STUDENT.observations, **apart})
    right = replace(evidence(), observations={**evidence().observations, **dict.fromkeys(apart, NUMBER)})
    known = {to(HALVED, question): MINE for question in (FIRST, SECOND, *apart)}
    for hidden, found in (((), ()), (("shape_of_loss",), (HALVED,)), (("shape_of_loss", "value_of_loss"), ())):
        verdicts = [
            Verdict(name, "loss", Outcome.FAILED, Cause.RAISED, because_of="train" if name in hidden else None)
            for name in ("value_of_loss", "shape_of_loss")
        ]
        looking = Search(task, (HALVED,), verdicts, reference=right, student=student)
        assert looking.found(known) == found


def test_a_mistake_told_by_one_value_is_asked_where_none_fits_as_a_whole() -> None:
    """Its other numbers aren't the student's, so that one which fits as a whole says more."""
    assert [name for name, _, _ in asked(search(TOLD, HALVED), {("halved", 0): OTHER})] == ["halved", "told", "told"]
    assert {name for name, _, _ in asked(search(TOLD, HALVED), {})} == {"halved"}


def test_what_the_student_failed_is_asked_first_and_of_that_the_fastest() -> None:
    """Most suspects are cleared by it; a check that passed clears few."""
    step = exercise().questions.checks[1]
    task = exercise(
        checks=(*exercise().questions.checks, replace(step, name="shape_of_step")), misconceptions=(UPHILL,)
    )
    seconds = {"takes_a_step": 3.0, "shape_of_step": 1.0}
    answers = {
        question: replace(MINE, seconds=seconds.get(question.check, 0.2) - question.draw / 100)
        for question in task.questions.all()
    }
    verdicts = (verdict("takes_a_step"), Verdict("shape_of_step", "train", Outcome.PASSED))
    run = replace(evidence(), observations=answers)
    looking = Search(task, (UPHILL,), verdicts, reference=run, student=run)
    assert [(check, draw) for _, check, draw in asked(looking, {})] == [
        ("takes_a_step", 1),
        ("takes_a_step", 0),
        ("shape_of_step", 1),
        ("shape_of_step", 0),
    ]


def test_a_search_takes_about_as_long_as_the_answers_of_the_student() -> None:
    """The likeliest of a part answers everything, and each other one question; of which something is known, it is cleared."""
    seconds = {("value_of_loss", 0): 0.9, ("value_of_loss", 1): 0.1, ("takes_a_step", 0): 2.0, ("takes_a_step", 1): 1.0}
    answers = {q: replace(MINE, seconds=seconds.get((q.check, q.draw), 9.0)) for q in evidence().observations}
    looking = search(HALVED, SUMMED, UPHILL, student=replace(evidence(), observations=answers))
    assert looking.seconds({}) == pytest.approx(1.0 + 0.5 + 3.0)
    assert looking.seconds({to(UPHILL, Question("takes_a_step", 1)): OTHER}) == pytest.approx(1.0 + 0.5)
    assert search().seconds({}) == 0


def test_parts_take_turns() -> None:
    """So that several processes begin with the likeliest of different parts; what one value tells comes last."""
    looking = search(TOLD, HALVED, SUMMED, UPHILL)
    assert [one.mistake for one in looking.suspects] == [UPHILL, HALVED, SUMMED, TOLD]


def test_what_goes_on_elsewhere_is_asked_last_and_keeps_nobody_from_being_asked() -> None:
    """It is known at the end of a round only: meanwhile the others are asked, so that one round is enough."""
    checks = [replace(check, then=goes_on) if check.part == "loss" else check for check in exercise().questions.checks]
    at_once = replace(checks[0], name="shape_of_loss", then=None)
    task = exercise(checks=(*checks, at_once), misconceptions=(HALVED, SUMMED))
    shapes = {Question("shape_of_loss", draw): replace(MINE, seconds=9.0) for draw in range(2)}
    student = replace(STUDENT, observations={**STUDENT.observations, **shapes})
    verdicts = (*FAILED, Verdict("shape_of_loss", "loss", Outcome.FAILED))
    right = replace(evidence(), observations={**evidence().observations, **dict.fromkeys(shapes, NUMBER)})
    looking = Search(task, (HALVED, SUMMED), verdicts, reference=right, student=student)
    known, unfinished = dict[Question, Observation](), list[Question]()
    while (question := looking.next(known, unfinished=unfinished)) is not None:
        if question.check == "shape_of_loss":
            known[question] = MINE
        else:
            unfinished.append(question)
    assert [(one.instead, one.draw) for one in unfinished] == [
        ("halved", 0),
        ("halved", 1),
        ("summed", 0),
        ("summed", 1),
    ]
    answers = dict.fromkeys(unfinished, MINE)
    assert looking.found({**known, **answers}) == (HALVED,)
    again = Search(task, (HALVED, SUMMED), verdicts, reference=right, student=student)
    assert again.found({**known, **answers, unfinished[0]: OTHER}) == (SUMMED,)


def test_each_share_ends_when_a_likelier_one_was_found() -> None:
    """Several processes look at the same time. Whoever is likelier than the one that was found may fit as well, and is asked."""
    looking = search(HALVED, SUMMED)
    first, second = looking.suspects
    assert looking.next({}, among=[second]) == to(SUMMED, FIRST)
    halved, summed = ({to(one, FIRST): MINE, to(one, SECOND): MINE} for one in (HALVED, SUMMED))
    assert looking.next(halved, among=[second]) is None
    assert looking.next(summed, among=[first]) == to(HALVED, FIRST)


def test_a_suspect_that_nothing_can_be_asked_of_is_not_found() -> None:
    """Nothing tells it."""
    elsewhere = replace(exercise().questions.checks[0], part="train")
    task = exercise(checks=(elsewhere, *exercise().questions.checks[1:]), misconceptions=(HALVED,))
    looking = search(HALVED, task=task)
    assert looking.next({}) is None
    assert looking.found({}) == ()


@given(
    order=st.permutations([HALVED, SUMMED, TOLD, UPHILL]),
    same=st.dictionaries(st.sampled_from(["halved", "summed", "told", "uphill"]), st.booleans()),
)
def test_in_any_order_the_same_is_found(order: Sequence[Misconception], same: Mapping[str, bool]) -> None:
    """Of mistakes that can be told apart, the order decides only how soon one is found."""
    same = {**same, "summed": not same.get("halved", True) and same.get("summed", True)}
    answers = {(name, draw): MINE if same.get(name, True) else OTHER for name in same for draw in range(2)}
    found = []
    for suspects in (order, [HALVED, SUMMED, TOLD, UPHILL]):
        looking = search(*suspects)
        known: dict[Question, Observation] = {}
        while (question := looking.next(known)) is not None:
            known[question] = answers.get((str(question.instead), question.draw), MINE)
        found.append(looking.found(known))
    assert found[0] == found[1]
