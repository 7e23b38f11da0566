"""Every case of `cases/` is a submission and what must be said of it.

Students work from top to bottom, so each case is judged in further forms: with the parts that come after its mistake as
stubs, and with the later half of all parts as stubs. What is said of the parts that are there is the same in all of them.
A stub changes no more than the answers to the checks that run it, which it stops. So these forms aren't run: they are
judged by what the whole submission answered, with a stub's answer in the place of those. That takes no process but those
in which a part is asked again, where running them would take one and a half seconds each. That a stub really answers like
this is seen in `test_from_top_to_bottom.py`, by submissions that are run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import pytest

from grader.grading.pipeline import Grader
from grader.i18n import speech
from grader.model import Cause, Evidence, Exercise, Grade, Observation, Outcome, PartName, Raised
from grader.reports import Page, Report, terminal
from tests.support.case import Case, every_case
from tests.support.changed import changed
from tests.support.environment import SEED, keras_line
from tests.support.exercises import EXERCISES
from tests.support.stubs import assert_the_same_is_said

CASES = tuple(case for slug in EXERCISES for case in every_case(slug).values())
# The cases that a test is asked about, by the name of its argument.
KINDS: dict[str, Callable[[Case], bool]] = {
    "right": lambda case: case.full,
    "wrong": lambda case: case.wrong is not None,
    "doubly_wrong": lambda case: bool(case.two),
    "with_points": lambda case: bool(case.parts),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask each test about its cases that run under the Keras at hand."""
    every = metafunc.config.getoption("--every-case")
    for argument in KINDS.keys() & {*metafunc.fixturenames}:
        cases = [c for c in CASES if KINDS[argument](c) and c.runs_under(keras_line(), every_case=every)]
        metafunc.parametrize(argument, cases, ids=[f"{case.exercise}-{case.name}" for case in cases])


def graded(case: Case, grader: Grader) -> Grade:
    """Return the grade of the whole submission, after the same was said of it with its later parts as stubs."""
    exercise = EXERCISES[case.exercise]
    if case.cause == "timed_out" or "hang" in case.name:
        # The student's own process is the clock's only user: three seconds are enough to be sure.
        exercise = changed(exercise, limits=dataclasses.replace(exercise.questions.limits, check_s=3.0))
    submission, expecting = case.submission(), grader.expected.prepare(exercise, SEED)
    student = grader.observe(exercise, submission, seed=SEED, listener=silent)
    conclude = partial(grader.conclude, exercise, submission, reference=expecting.result())
    whole = conclude(student=student)
    for stubs in unwritten(case, exercise):
        half = conclude(student=with_stubs(exercise, student, stubs))
        assert_the_same_is_said(exercise, half, whole, stubs)
    return whole


def unwritten(case: Case, exercise: Exercise) -> list[tuple[PartName, ...]]:
    """Return the parts after those that a case is about; and of these, the ones in the later half."""
    parts = [part.name for part in exercise.outline.parts]
    concerned = [parts.index(name) + 1 for name in (case.wrong, *case.two) if name]
    written = max(concerned, default=0)
    forms = {written, max(written, len(parts) // 2 + 1)}
    return [tuple(parts[number:]) for number in sorted(forms) if 0 < number < len(parts)]


def with_stubs(exercise: Exercise, student: Evidence, stubs: tuple[PartName, ...]) -> Evidence:
    """Return a submission's evidence as it is with some parts as stubs."""
    stopped = {
        question: stub(exercise, student, next(name for name in (*check.calls, check.part) if name in stubs))
        for question in student.observations
        for check in (exercise.questions.check(question.check),)
        if not {check.part, *check.calls}.isdisjoint(stubs)
    }
    return dataclasses.replace(student, observations={**student.observations, **stopped})


def stub(exercise: Exercise, student: Evidence, part: PartName) -> Observation:
    """Return what a stub answers; what isn't defined in a case stays so."""
    definition = exercise.outline.definition(part)
    if definition not in student.definitions:
        return Observation(cause=Cause.MISSING, trouble=Raised("MissingDefinition", definition))
    trouble = Raised("NotImplementedError", "", student.definitions[definition].last)
    return Observation(cause=Cause.NOT_ATTEMPTED, trouble=trouble)


def silent(_answered: int, _of: int) -> None:
    pass


def lost(grade: Grade) -> set[str]:
    return {name for name, points in grade.by_part.items() if points.score < points.max_score}


def test_a_correct_solution_loses_nothing(right: Case, grader: Grader) -> None:
    """Whatever its style, a submission that keeps the contract has full marks."""
    grade = graded(right, grader)
    failed = [verdict for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED]
    assert not failed
    assert grade.total.score == grade.total.max_score == 100


def test_a_mistake_costs_its_own_part(wrong: Case, grader: Grader) -> None:
    """One mistake loses points in its part and nowhere else, is named if it is known, and is what the report starts with."""
    grade = graded(wrong, grader)
    assert lost(grade) == {wrong.wrong, *wrong.affected}
    if wrong.cause:
        causes = {v.cause for v in grade.verdicts if v.part == wrong.wrong and v.outcome is Outcome.FAILED}
        assert {cause and cause.value for cause in causes} == {wrong.cause}
    named = {name for verdict in grade.verdicts for name in verdict.misconceptions}
    assert sorted(named) == wrong.named_under(keras_line())
    definition = EXERCISES[wrong.exercise].outline.definition(wrong.wrong)
    text = terminal.render(Report((grade,)), Page(speech("en")))
    headline = text[text.index("Next") :].splitlines()[1]
    assert definition in headline
    # What isn't there has no place.
    assert ("line" in headline) is not any(v.cause is Cause.MISSING for v in grade.verdicts)


def test_two_mistakes_are_two_diagnoses(doubly_wrong: Case, grader: Grader) -> None:
    """Both parts lose points and both mistakes are named; a right part between them keeps its points."""
    grade = graded(doubly_wrong, grader)
    named = {v.part: name for v in grade.verdicts for name in v.misconceptions}
    assert named == doubly_wrong.two
    assert lost(grade) == set(named)


def test_points_by_part(with_points: Case, grader: Grader) -> None:
    """Where a case states points, those are what each part earns, and its problems are named with their traps."""
    facts = with_points.parts[str(keras_line())]
    grade = graded(with_points, grader)
    assert {name: points.score for name, points in grade.by_part.items()} == facts["points"]
    traps = {v.trap for v in grade.verdicts if v.trap} | {p.trap for p in grade.problems if p.trap}
    assert traps == set(facts["traps"])
