"""What one grading leaves to the next is read as it was written, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from grader.grading.remembered import Remembered, digest, read, written
from grader.model import Cause, Evidence, Limit, Observation, Question, Stopped
from grader.sandbox.protocol.frames import text_of
from tests.support.small import HALVED, changed, evidence, exercise, number, raised

REFERENCE = evidence({"takes_a_step": number([0.5, float("nan")])})
KNOWN = {
    Question("value_of_loss", 0, HALVED.name): number(3.0),
    Question("value_of_loss", 1, HALVED.name): raised("no shape"),
}
LEFT = Remembered("sha256:1", False, REFERENCE, KNOWN, {"a" * 64: replace(number(1.5), printed="мій вивід")})


def texts(observations: dict[object, Observation]) -> dict[object, tuple[str, str]]:
    """Return what can be compared of answers: equal arrays aren't equal objects."""
    return {key: (text_of(seen), seen.printed) for key, seen in observations.items()}


def test_it_is_read_as_it_was_written() -> None:
    """Numbers and what was printed, of the reference, of misconceptions, and of the submission."""
    found = read(written(LEFT))
    assert found is not None
    assert (found.exercise, found.passed, found.seed) == ("sha256:1", False, REFERENCE.seed)
    assert found.reference.versions == REFERENCE.versions
    assert texts(found.reference.observations) == texts(REFERENCE.observations)
    assert texts(found.known) == texts(KNOWN)
    assert texts(found.answers) == texts(LEFT.answers)
    # They say in how many processes misconceptions are asked.
    assert {seen.seconds for seen in found.reference.observations.values()} == {0.25}


def test_what_was_stopped_is_asked_again() -> None:
    """A machine that was busy then needn't be now."""
    hung = Observation(cause=Cause.TIMED_OUT, trouble=Stopped(Limit.TIME, "10"))
    question = Question("value_of_loss", 0, HALVED.name)
    found = read(written(replace(LEFT, known={**KNOWN, question: hung})))
    assert found is not None
    assert found.known.keys() == {*KNOWN} - {question}


@given(st.data())
def test_what_is_damaged_is_left_alone(data: st.DataObject) -> None:
    """Half of a file, or a file with other bytes in it, raises nothing."""
    whole = written(LEFT)
    assert read(whole[: data.draw(st.integers(0, len(whole) - 1))]) is None
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    found = read(bytes(damaged))
    assert found is None or isinstance(found.reference, Evidence)


PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_other_json_is_no_memory(value: object) -> None:
    """Whatever another program may have put there."""
    assert read(json.dumps(value).encode()) is None


def test_it_is_about_an_exercise_whose_every_question_the_reference_has_answered() -> None:
    """What is damaged may be without some, and what was stopped was asked in vain."""
    asked = exercise()
    left = replace(LEFT, exercise=digest(asked))
    assert left.is_about(asked)
    assert not replace(left, exercise="sha256:2").is_about(asked)
    answers = dict(list(REFERENCE.observations.items())[1:])
    assert not replace(left, reference=replace(REFERENCE, observations=answers)).is_about(asked)


def test_what_has_another_type_is_damaged() -> None:
    """A seed is a number, and what was printed a text."""
    said = json.loads(written(LEFT))
    assert read(json.dumps({**said, "seed": "7"}).encode()) is None
    [(name, (frame, _))] = said["answers"].items()
    assert read(json.dumps({**said, "answers": {name: [frame, None]}}).encode()) is None


def test_another_exercise_has_another_digest() -> None:
    """Whatever its answers depend on: with a kit, the checks, their helpers, and the files that every run finds."""
    files = {"checks.py": "A", "solution.py": "B"}
    course = replace(exercise(), reference=replace(exercise().own_reference, files=files))
    kit = replace(exercise(), reference=None)

    variants = [
        course,
        replace(course, reference=replace(course.own_reference, files={**files, "solution.py": "C"})),
        kit,
        changed(kit, probes="A"),
        changed(kit, helpers={"shapes.py": "A"}),
        changed(kit, files={"data.csv": "QQ=="}),
        changed(kit, logical_devices=2),
    ]
    assert len({digest(one) for one in variants}) == len(variants)
