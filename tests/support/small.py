"""A tiny exercise, a submission to it and its evidence, made by hand: what tests of the later stages start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.exercise.checks import same_as_reference
from grader.model import (
    Cause,
    Cell,
    Check,
    Drawing,
    Evidence,
    Exercise,
    Grade,
    Isolate,
    Isolation,
    Misconception,
    Observation,
    Outcome,
    Outline,
    Part,
    Points,
    Question,
    Questions,
    Raised,
    Reference,
    Slug,
    Span,
    Submission,
    Terms,
    Texts,
    Trap,
    Verdict,
)
from tests.support.changed import changed

TERMS = Terms(Slug("small"), "sha256:0", 7, None, Isolate.REQUIRE, {"keras": "3"})
SOURCE = """\
def loss(y, p):
    return old.mse(y, p)


def train(model):
    helper(model)
    return loss(1, 2)


def compile_and_fit(model):
    model.w = old.Variable(5.0)


def helper(model):
    return None
"""
SPANS = {"loss": Span(1, 2), "train": Span(5, 7), "compile_and_fit": Span(10, 11), "helper": Span(14, 15)}
NUMBER = Observation({"number": np.array(1.0)}, seconds=0.25)
OTHER_NUMBER = Observation({"number": np.array(2.0)}, seconds=0.25)

HALVED = Misconception("halved", "loss")
SUMMED = Misconception("summed", "loss")
UPHILL = Misconception("uphill", "train")
IDLE = Misconception("idle", "fit")
TOLD = Misconception("told", "loss", told_by="value_of_loss.number")


def number(value: Any) -> Observation:
    """Give an answer with one number."""
    return Observation({"number": np.array(value)}, seconds=0.25)


def raised(message: str, kind: str = "ValueError") -> Observation:
    """Give the answer of a probe in which something was raised."""
    return Observation(cause=Cause.RAISED, trouble=Raised(kind, message, 2), seconds=0.5)


def probe(work: Any, draw: Any) -> dict[str, Any]:
    """Stand where a probe stands; nothing here runs it."""
    raise NotImplementedError


def texts(language: str) -> Texts:
    return Texts(
        title=f"{language} title",
        parts={name: f"{language} part {name}" for name in ("loss", "train", "fit")},
        checks={
            name: {"title": f"{language} title of {name}", "hint": f"{language} hint of {name}"}
            for name in ("value_of_loss", "takes_a_step", "fits_well")
        },
        values={"number": f"{language} number"},
        traps={name: f"{language} trap {name}" for name in ("mse_gone", "bare_variable", "mse_comes")},
        misconceptions={},
    )


def exercise(**changes: Any) -> Exercise:
    """Give three parts with a check each: `loss`, `train` which uses it, and `fit`, written as `compile_and_fit`."""
    checks = (
        Check("value_of_loss", "loss", probe, same_as_reference(), draws=2),
        Check("takes_a_step", "train", probe, same_as_reference(), draws=2, calls=("loss",)),
        Check("fits_well", "fit", probe, same_as_reference(), draws=1, calls=("train", "loss")),
    )
    outline = Outline(
        slug=Slug("tiny"),
        parts=(Part("loss", "loss"), Part("train", "train", ("loss",)), Part("fit", "compile_and_fit", ("train",))),
        checks={check.name: check.part for check in checks},
        points={"value_of_loss": 2.0, "takes_a_step": 3.0, "fits_well": 5.0},
        texts={code: texts(code) for code in ("en", "uk")},
    )
    questions = Questions(
        probes="",
        checks=checks,
        traps=(
            Trap("mse_gone", keras=3, pattern=r"old\.mse"),
            Trap("bare_variable", keras=3, pattern=r"old\.Variable", check="fits_well", part="fit"),
            Trap("mse_comes", keras=2, pattern=r"old\.mse"),
        ),
        drawings=(Drawing("ups", "curves", "fits_well", {"curves": ["up", "down"]}),),
    )
    reference = Reference(Path("tiny"), {}, submission(), mistakes=Submission("", "small", "", ()))
    return changed(Exercise(outline, questions, reference), **changes)


def outline() -> Outline:
    """Give the outline of this exercise."""
    return exercise().outline


def submission(*sources: str) -> Submission:
    """Give a script of SOURCE, or a notebook of the cells named."""
    if not sources:
        return Submission("tiny.py", "tiny", "sha256:0", (Cell(None, SOURCE),))
    cells = tuple(Cell(number, source) for number, source in enumerate(sources, start=1))
    return Submission("tiny.ipynb", "tiny", "sha256:0", cells)


def evidence(observed: Mapping[str | Question, Observation] | None = None, **changes: Any) -> Evidence:
    """Give a run in which every question was answered with NUMBER, but for what `observed` says of a check or draw."""
    observed = observed or {}
    observations = {
        question: observed.get(question, observed.get(question.check, NUMBER))
        for question in exercise().questions.all()
    }
    made = Evidence(observations, seed=7, definitions=SPANS, versions={"keras": "3.1.0"}, seconds=1.5)
    return replace(made, **changes)


def verdict(check: str = "value_of_loss", **facts: Any) -> Verdict:
    """Give a failed verdict with the facts named."""
    part = next(c.part for c in exercise().questions.checks if c.name == check)
    return Verdict(check, part, **{"outcome": Outcome.FAILED, "cause": Cause.WRONG_VALUE, **facts})


def grade(*verdicts: Verdict) -> Grade:
    """Give a grade that consists of the verdicts alone."""
    return Grade(
        exercise=exercise().outline,
        submission=submission(),
        verdicts=verdicts,
        problems=(),
        total=Points(0.0, 10.0),
        by_part={},
        by_check={},
        plots=(),
        seed=7,
        versions={},
        isolation=Isolation(),
        seconds=0.0,
    )
