"""When one submission's answer holds for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from grader.grading import answers
from grader.grading.answers import Answers
from grader.model import Cause, CheckName, Definition, Evidence, Observation, PartName, Question
from tests.support import small

GRAPH = {
    "loss": Definition("l", ("old",)),
    "train": Definition("t", ("loss", "helper", "print")),
    "compile_and_fit": Definition("f", ("old",)),
    "helper": Definition("h", ("train",)),
    "old": Definition("o"),
    "unused": Definition("u"),
    "kept": Definition(),
}
STEP, LOSS = Question(CheckName("takes_a_step"), 0), Question(CheckName("value_of_loss"), 0)
EXERCISE = small.exercise()
REFERENCE = small.evidence()


def with_graph(graph: Mapping[str, Definition], step: Observation = small.NUMBER) -> Evidence:
    return replace(small.evidence(), observations={STEP: step, LOSS: small.NUMBER}, graph=graph)


@pytest.fixture
def known() -> Answers:
    """Give the answers of one submission."""
    kept = Answers()
    kept.keep(EXERCISE, REFERENCE, with_graph(GRAPH))
    return kept


def test_an_answer_holds_for_the_same_definitions(known: Answers) -> None:
    """Whatever else a submission has."""
    assert known.recall(EXERCISE, REFERENCE, STEP, GRAPH) is small.NUMBER
    assert known.recall(EXERCISE, REFERENCE, STEP, {**GRAPH, "unused": Definition("other"), "more": Definition("m")})


@pytest.mark.parametrize("name", ["train", "loss", "helper", "old"])
def test_it_holds_for_no_other(name: str, known: Answers) -> None:
    """Not if what is used at some remove is another, isn't known by its code, or isn't there."""
    assert known.recall(EXERCISE, REFERENCE, STEP, {**GRAPH, name: Definition("other", GRAPH[name].uses)}) is None
    assert known.recall(EXERCISE, REFERENCE, STEP, {**GRAPH, name: Definition()}) is None
    assert known.recall(EXERCISE, REFERENCE, STEP, {key: made for key, made in GRAPH.items() if key != name}) is None


def test_it_holds_for_its_question_and_seed(known: Answers) -> None:
    """On another draw, or with another seed, it would be another."""
    assert known.recall(EXERCISE, REFERENCE, replace(STEP, draw=1), GRAPH) is None
    assert known.recall(EXERCISE, replace(REFERENCE, seed=REFERENCE.seed + 1), STEP, GRAPH) is None


def test_what_was_lent_makes_another_answer(known: Answers) -> None:
    """And then it doesn't matter what the submission has in that place."""
    assert known.recall(EXERCISE, REFERENCE, STEP, GRAPH, lent=("loss",)) is None
    known.keep(EXERCISE, REFERENCE, with_graph(GRAPH), lent=("loss",))
    other = {**GRAPH, "loss": Definition("wrong", ("kept",))}
    assert known.recall(EXERCISE, REFERENCE, STEP, other, lent=("loss",)) is small.NUMBER
    assert known.recall(EXERCISE, REFERENCE, STEP, other) is None


def test_what_probes_look_up_belongs_to_it() -> None:
    """A name beside the parts counts for all checks of a part; a probe that goes over all names makes nothing known."""
    for name, other in (("unused", {**GRAPH, "unused": Definition("other")}), ("*", GRAPH)):
        seen = replace(small.NUMBER, looked_up=("train", name))
        reference = replace(REFERENCE, observations={STEP: seen, LOSS: small.NUMBER})
        kept = Answers()
        kept.keep(EXERCISE, reference, with_graph(GRAPH))
        assert kept.recall(EXERCISE, reference, STEP, other) is None
        assert kept.recall(EXERCISE, reference, LOSS, other) is small.NUMBER
        assert (kept.recall(EXERCISE, reference, STEP, GRAPH) is None) is (name == "*")


@pytest.mark.parametrize(
    ("calls", "asked_for", "may_share"),
    [(("loss",), ("train", "loss"), True), ((), (), True), ((), ("loss",), True), ((), ("train",), False)],
)
def test_what_a_probe_may_share_with_another_belongs_to_it(
    calls: tuple[PartName, ...], asked_for: tuple[str, ...], *, may_share: bool
) -> None:
    """Of the checks of a part, those share a run that call the same parts, or don't ask for the part themselves."""
    step = EXERCISE.questions.check(STEP.check)
    other = replace(step, name=CheckName("other"), calls=calls)
    checks = (*EXERCISE.questions.checks, other)
    exercise = replace(EXERCISE, questions=replace(EXERCISE.questions, checks=checks))
    about = Question(other.name, 0)
    names = {STEP: ("train", "loss", "unused"), about: asked_for}
    observations = {question: replace(small.NUMBER, looked_up=looked_up) for question, looked_up in names.items()}
    reference = replace(REFERENCE, observations=observations)
    kept = Answers()
    kept.keep(exercise, reference, replace(with_graph(GRAPH), observations={about: small.NUMBER}))
    changed = {**GRAPH, "unused": Definition("other")}
    assert (kept.recall(exercise, reference, about, changed) is None) is may_share


@pytest.mark.parametrize(
    "seen", [Observation(cause=Cause.RAISED), Observation(cause=Cause.TIMED_OUT), replace(small.NUMBER, asked=False)]
)
def test_what_is_no_answer_is_not_kept(seen: Observation) -> None:
    """An error has its line in one text, and what wasn't asked has no answer."""
    kept = Answers()
    kept.keep(EXERCISE, REFERENCE, with_graph(GRAPH, seen))
    assert kept.recall(EXERCISE, REFERENCE, STEP, GRAPH) is None
    assert kept.recall(EXERCISE, REFERENCE, LOSS, GRAPH) is small.NUMBER


def test_nothing_is_kept_of_a_submission_without_a_graph() -> None:
    """Nor of what was asked in a notebook's own process."""
    kept = Answers()
    kept.keep(EXERCISE, REFERENCE, replace(with_graph(GRAPH), graph=None))
    kept.keep(
        EXERCISE, REFERENCE, replace(with_graph(GRAPH), live=dict.fromkeys((STEP.check, LOSS.check), PartName("train")))
    )
    assert kept.recall(EXERCISE, REFERENCE, STEP, GRAPH) is kept.recall(EXERCISE, REFERENCE, LOSS, GRAPH) is None


def test_what_nobody_needed_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of any size takes so much memory and no more."""
    monkeypatch.setattr(answers, "MOST_BYTES", 4 * 10_000)
    kept = Answers()
    large = Observation({"number": np.zeros(1000)})
    graphs = [{**GRAPH, "train": Definition(str(number), ("loss",))} for number in range(8)]
    for graph in graphs:
        kept.keep(EXERCISE, REFERENCE, replace(small.evidence(), observations={STEP: large}, graph=graph))
        # The first is asked for again and again.
        assert kept.recall(EXERCISE, REFERENCE, STEP, graphs[0]) is large
    left = [number for number, graph in enumerate(graphs) if kept.recall(EXERCISE, REFERENCE, STEP, graph)]
    assert left == [0, 5, 6, 7]
