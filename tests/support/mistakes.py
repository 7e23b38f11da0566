"""Reads the table of mistakes, and lays each over the right solution."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from grader.grading.pipeline import Grader
from grader.model import Exercise, Grade, Submission
from grader.submission.read import parse_submission
from tests.support.changed import changed
from tests.support.environment import SEED
from tests.support.paths import CASES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BETWEEN = "\n\n\n"
DEFINES = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)
KERAS = ("MyModelKeras", "compile_and_fit", "save_checkpoint")
KERAS_AS_STUBS = {
    "MyModelKeras": """
class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        raise NotImplementedError
""",
    "compile_and_fit": "def compile_and_fit(model, x, y):\n    raise NotImplementedError\n",
    "save_checkpoint": "def save_checkpoint(model, path):\n    raise NotImplementedError\n",
}


class Form(Enum):
    """How far a submission is written."""

    WHOLE = "whole"
    STUBS = "stubs"
    """The parts on Keras are stubs."""
    NOT_THERE = "not there"
    """The parts on Keras aren't in the file."""


Texts = Mapping[str, str]
Words = Mapping[str, list[str]]


@dataclass(frozen=True)
class Mistake:
    """One entry of the table; what its fields say is told at the table's head."""

    name: str
    instead: Texts = field(default_factory=dict)
    without: tuple[str, ...] = ()
    add: str = ""
    under: str = ""
    cells: str = ""
    check_s: float | None = None
    half: bool = False
    keras: int | None = None
    at: str = ""
    first: Texts = field(default_factory=dict)
    named: str = ""
    fails: list[str] | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    nothing_kept: bool = False
    tells: Words = field(default_factory=dict)
    never: Words = field(default_factory=dict)

    def forms(self) -> tuple[Form, ...]:
        """Return the forms of which the same is said."""
        return tuple(Form) if self.half else (Form.WHOLE,)

    def submission(self, form: Form) -> Submission:
        """Return the submission, written as far as the form says."""
        blocks = self._blocks(form)
        if self.cells == "notebook":
            return parse_submission(_notebook(blocks), Path("linear_regression.ipynb"))
        if self.cells == "percent":
            blocks = [f"# %%\n{block}" for block in blocks]
        return parse_submission((BETWEEN.join(blocks) + "\n").encode(), Path("linear_regression.py"))

    def _blocks(self, form: Form) -> list[str]:
        changes = {**self.instead, **dict.fromkeys(self.without, "")}
        if form is Form.STUBS:
            changes.update(KERAS_AS_STUBS)
        if form is Form.NOT_THERE:
            changes.update(dict.fromkeys(KERAS, ""))
        head, *definitions = right_solution().strip().split(BETWEEN)
        found = {DEFINES.findall(block)[0]: block for block in definitions}
        assert changes.keys() <= found.keys()
        written = [block.strip("\n") for block in {**found, **changes}.values() if block]
        if self.under:
            written = [self.under, *map(_indented, written)]
        return [head, *written, *filter(None, [self.add.strip("\n")])]


def right_solution() -> str:
    """Return the source of a right solution, whose definitions stand two empty lines apart."""
    return (CASES / "linear_regression" / "correct_plain" / "linear_regression.py").read_text(encoding="utf-8")


def mistakes() -> list[Mistake]:
    """Return the table."""
    table = tomllib.loads((CASES / "strangers.toml").read_text(encoding="utf-8"))
    return [Mistake(**entry) for entry in table["mistake"]]


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in block.split("\n"))


def _notebook(blocks: Iterable[str]) -> bytes:
    cells = [
        {"cell_type": "code", "source": block, "metadata": {}, "outputs": [], "execution_count": None}
        for block in blocks
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def graded(mistake: Mistake, form: Form, exercise: Exercise, grader: Grader) -> Grade:
    """Grade a file with this mistake."""
    if mistake.check_s is not None:
        exercise = changed(exercise, limits=dataclasses.replace(exercise.questions.limits, check_s=mistake.check_s))
    return grader.grade(exercise, mistake.submission(form), seed=SEED, listener=lambda _answered, _of: None)
