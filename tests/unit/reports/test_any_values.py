"""Whatever comes over the wire, every report of it can be made, kept, and made again."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.classroom.gradebook import canvas
from grader.classroom.gradebook.results import GRADED, Row
from grader.classroom.gradebook.tables import as_csv, as_json_lines
from grader.classroom.pages.class_page import Classroom, class_page
from grader.classroom.pages.mistakes import example as example_of
from grader.classroom.pages.mistakes import mistakes
from grader.classroom.pages.student_page import student_page
from grader.classroom.store import Entry, FailedCheck, Run, serialize
from grader.exercise.checks import agree, near, same_as_reference
from grader.feedback import differences
from grader.feedback.hints import hints_of
from grader.feedback.wording import Wording
from grader.grading import version_traps
from grader.grading.judge import judge
from grader.grading.score import score
from grader.i18n import speech
from grader.model import (
    Cause,
    Drawing,
    Evidence,
    Exercise,
    Grade,
    Isolation,
    Observation,
    Outcome,
    Promise,
    Question,
    Raised,
    Span,
    Texts,
)
from grader.reports import FORMATS, Page, Report
from grader.reports.html import page as html
from grader.sandbox.protocol import decoder, frames
from grader.watch.view import Chosen, View, body, frame
from tests.support import small
from tests.support.changed import changed
from tests.support.examples import examples
from tests.support.small import TERMS

PAGES = [Page(speech("en"), width=60, everything=True), Page(speech("uk"))]
RUN = Run(1, TERMS, False, "2026-01-01", None)
LARGEST = 1.7976931348623157e308
NAMES = ("number", "up", "down", "x", "y", "w", "b", "w_to", "b_to", "heights", "best", "off")
EPOCHS = np.array([1.0, 2.0, 3.0])
REFERENCE = Observation(
    {
        **{name: np.array(0.5) for name in ("w", "b", "w_to", "b_to", "best", "off")},
        **dict.fromkeys(("number", "up", "down", "x", "y"), EPOCHS),
        "heights": np.ones((3, 3)),
    }
)


def exercise() -> Exercise:
    """Give an exercise with every expectation, every kind of drawing, and values that have epochs."""
    made = small.exercise()
    expectations = (same_as_reference(), agree("up", "down"), near({"w": ("best", "off")}))
    drawings = (
        Drawing("ups", "curves", "value_of_loss", {"curves": ["up", "down"]}),
        Drawing("line", "lines_through_data", "takes_a_step", {"data": ["x", "y"], "line": ["w", "b"]}),
        Drawing(
            "steps",
            "steps_on_contour",
            "fits_well",
            {"surface": "heights", "axes": ["x", "y"], "steps": [{"from": ["w", "b"], "to": ["w_to", "b_to"]}]},
        ),
    )
    plots = {one.name: {"title": one.name, "x": "x", "y": "y"} for one in drawings}
    texts: dict[str, Texts] = {code: replace(text, plots=plots) for code, text in made.outline.texts.items()}
    checks = tuple(replace(check, expect=one) for check, one in zip(made.questions.checks, expectations, strict=True))
    return changed(made, checks=checks, drawings=drawings, epochs={"number": 1, "up": 0}, texts=texts)


EXTREME = st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e-300, LARGEST, -LARGEST, np.inf, -np.inf, np.nan, 0.5, 1.0])
FLOATS = EXTREME | st.floats()
WORDS = st.text(max_size=30) | st.sampled_from(
    ["{definition}", "%s", "-9", "-999999999999", "`a`", "\ud800", "x" * 1500]
)
SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4) | st.sampled_from([(), (3,), (3, 3)])
VALUES = (
    arrays.arrays(np.float64, SHAPES, elements=FLOATS)
    | arrays.arrays(np.float32, SHAPES, elements=st.floats(width=32))
    | arrays.arrays(np.int64, SHAPES)
    | arrays.arrays(np.bool_, SHAPES)
    | FLOATS.map(np.array)
    | st.lists(FLOATS, min_size=3, max_size=3).map(np.array)
    | st.none()
    | st.booleans()
    | WORDS
)
LINES = st.none() | st.integers(0, 20) | st.just(frames.LONGEST_SUBMISSION)
KINDS = st.sampled_from(
    ["ValueError", "NameError", "exit", "memory", "threads", "evidence", "wall time", "EOFError", ""]
)
TROUBLES = st.builds(Raised, KINDS | WORDS.map(lambda text: text[:80]), WORDS, LINES)
ANSWERS = st.builds(
    Observation,
    values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)
    | st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)),
    cause=st.none() | st.none() | st.sampled_from(Cause),
    trouble=st.none() | TROUBLES,
)
PROMISES = st.sampled_from(Promise)
SPANS = st.builds(Span, st.integers(0, 20), st.integers(0, 20) | st.just(frames.LONGEST_SUBMISSION))


def sent(observation: Observation) -> Observation:
    """Send an answer over the wire."""
    [message] = decoder.Decoder().feed(frames.answer_frame(observation))
    assert isinstance(message, frames.Answer)
    return replace(message.observation, printed="\x1b[2J printed", seconds=0.1)


@st.composite
def students(draw: st.DrawFn) -> Evidence:
    """Give whatever a student's processes can tell."""
    observations = {question: sent(draw(ANSWERS)) for question in exercise().questions.all()}
    loaded = frames.loaded_frame(
        draw(st.dictionaries(st.sampled_from(["loss", "train", "compile_and_fit"]), SPANS)),
        tuple(draw(st.lists(TROUBLES, max_size=3))),
    )
    hello = frames.hello_frame(
        Isolation((draw(PROMISES),), (draw(PROMISES),)), {"keras": draw(WORDS), "tensorflow": draw(WORDS)}
    )
    said, told = decoder.Decoder().feed(hello + loaded)
    assert isinstance(said, frames.Hello)
    assert isinstance(told, frames.Loaded)
    return Evidence(observations, 7, told.definitions, told.problems, said.versions, said.isolation, 1.0)


def graded(student: Evidence) -> Grade:
    """Judge and score as the pipeline does, without a process."""
    task, handed_in = exercise(), small.submission()
    reference = Evidence(dict.fromkeys(task.questions.all(), REFERENCE), 7)
    verdicts = judge(task, handed_in, reference=reference, student=student)
    verdicts = version_traps.name_traps(task, handed_in, verdicts, student)
    problems = version_traps.problems(task, handed_in, student)
    return score(task, handed_in, verdicts=verdicts, problems=problems, reference=reference, student=student)


def everything_of(grade: Grade, page: Page, *more: Grade) -> dict[str, str]:
    """Make every report, also of several, every screen of `watch`, and every page of a class."""
    made = {name: render(Report((grade, *more)), page) for name, render in FORMATS.items()}
    made["fragment"] = html.fragment(grade, page)
    open_still = [verdict for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED]
    for verdict in open_still:
        hints = hints_of(Wording(page.speech, grade.exercise), verdict)
        for number in range(1, len(hints) + 1):
            view = View("a.py", 7, grade, Chosen(verdict, 1, len(open_still), hints, number))
            made["watch"] = "\n".join(frame(body(view, page), view, page, height=20, top=3)[0])
    row = Row(Entry("s", "S", "a.py", "d", attempt=1), GRADED, grade.total, grade.by_part)
    failed = [
        FailedCheck("s", v.check, v.outcome, v.cause, v.trap, next(iter(v.misconceptions), None)) for v in open_still
    ]
    shown = {one: example_of(one, {"s": row}, lambda _: grade, page) for one in mistakes(grade.exercise, failed)}
    found = {one: example for one, example in shown.items() if example is not None}
    made["class"] = "".join(class_page(Classroom(RUN, grade.exercise, [row], [], failed, found), page.speech))
    made["student"] = student_page(row, grade, page.speech)
    made["tables"] = as_csv([row], grade.exercise) + "".join(as_json_lines([row])) + canvas.least([row], "a")
    return made


HUGE = {"number": np.array([1.0, LARGEST, -LARGEST]), "up": np.array([LARGEST, -LARGEST, 0.0])}
FACTOR = {**HUGE, "number": np.array([1.0, 2.0, LARGEST])}


def evidence_of(values: dict[str, np.ndarray]) -> Evidence:
    return Evidence(dict.fromkeys(exercise().questions.all(), sent(Observation(values))), 7)


@settings(max_examples=examples(40), deadline=None)
@given(student=students())
@example(student=evidence_of(HUGE))
@example(student=evidence_of(FACTOR))
def test_every_report_can_be_made(student: Evidence) -> None:
    """No number, text or line of a student's stops a report, and the same one is made again from what was kept."""
    grade = graded(student)
    kept = json.loads(json.dumps([serialize.of_grade(grade), serialize.of_outline(grade.exercise)], allow_nan=False))
    again = serialize.to_grade(kept[0], serialize.to_outline(kept[1]), grade.submission)
    assert everything_of(again, PAGES[0]) == everything_of(grade, PAGES[0])
    assert everything_of(again, PAGES[1], grade)


@settings(max_examples=examples(100), deadline=None)
@given(right=st.floats(allow_nan=False, allow_infinity=False, min_value=1e-300), wrong=FLOATS)
@example(right=1e-300, wrong=LARGEST)
@example(right=LARGEST, wrong=5e-324)
def test_a_factor_is_a_number(right: float, wrong: float) -> None:
    """A value is called so many times what it should be only where that is a number other than nought."""
    [first, *_] = exercise().questions.checks
    expected, seen = (Observation({"number": np.array([number])}) for number in (right, wrong))
    difference = first.expect(expected, sent(seen))
    report = differences.difference(Wording(speech("en"), exercise().outline), difference) if difference else ""
    assert "That is inf times" not in report
    assert "That is 0 times" not in report


def test_questions_are_all_asked() -> None:
    """What is made here has an answer to every question."""
    assert set(evidence_of({}).observations) == {
        Question(c.name, d) for c in exercise().questions.checks for d in range(c.draws)
    }
