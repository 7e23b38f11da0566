"""Submissions that differ from a right one in a few definitions are asked only what runs these.

To the rest they answer what the right one does, which is asked once. That this is so is tested in `test_cases.py`, by some
that are asked everything. One that ends its process is asked everything: of that the other questions must know nothing.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from grader import sandbox
from grader.grading.pipeline import Grader
from grader.model import Evidence, Exercise, Grade, Observation, Question, Submission
from tests.support.environment import SEED


@dataclass(frozen=True)
class Asking:
    """Grades submissions with one seed, each laid over a right one whose answers are kept."""

    launcher: sandbox.Launcher
    grader: Grader
    _right: dict[tuple[Submission, frozenset[Question]], Mapping[Question, Observation]] = field(default_factory=dict)

    def grade(self, exercise: Exercise, submission: Submission, *, over: Submission) -> Grade:
        """Grade a submission as `Grader.grade` does."""
        expected = self.grader.prepare(exercise, SEED)
        student = self.observe(exercise, submission, over=over)
        return self.grader.conclude(exercise, submission, reference=expected.result(), student=student)

    def observe(self, exercise: Exercise, submission: Submission, *, over: Submission) -> Evidence:
        """Return a submission's evidence."""
        run = partial(sandbox.observe, self.launcher, exercise, submission, seed=SEED)
        questions = touched(exercise, other_definitions(over, submission))
        if not questions:
            return run()
        student = run(questions=questions)
        if student.left_out or any(seen.cause and seen.cause.ends_process for seen in student.observations.values()):
            return run()
        right = self._of(exercise, over)
        return dataclasses.replace(student, observations={**right, **student.observations})

    def _of(self, exercise: Exercise, right: Submission) -> Mapping[Question, Observation]:
        key = right, frozenset(exercise.questions.all())
        if key not in self._right:
            self._right[key] = sandbox.observe(self.launcher, exercise, right, seed=SEED).observations
        return self._right[key]


def other_definitions(one: Submission, other: Submission) -> frozenset[str]:
    """Return the definitions in which two submissions differ; none if they differ in anything else."""
    pieces = [_pieces(submission) for submission in (one, other)]
    first, second = ([piece for piece in found if not isinstance(piece, tuple)] for found in pieces)
    ours, theirs = (dict(piece for piece in found if isinstance(piece, tuple)) for found in pieces)
    if first != second or [*ours] != [*theirs]:
        return frozenset()
    return frozenset(name for name in ours if ours[name] != theirs[name])


def _pieces(submission: Submission) -> list[tuple[str, str] | str]:
    """Return a script's statements, and its definitions with their names; of what is no plain script, the whole."""
    try:
        (cell,) = submission.cells
        statements = ast.parse(cell.source).body
    except (SyntaxError, ValueError):
        return [repr(submission)]
    pieces: list[tuple[str, str] | str] = []
    for statement in statements:
        name, text = getattr(statement, "name", None), ast.dump(statement)
        pieces.append((name, text) if isinstance(name, str) else text)
    return pieces


def touched(exercise: Exercise, definitions: frozenset[str]) -> list[Question]:
    """Return the questions of the checks that run one of these definitions; none if one of them is no part."""
    parts = {part.definition: part.name for part in exercise.outline.parts}
    if not definitions <= parts.keys():
        return []
    concerned = {parts[name] for name in definitions}
    checks = {c.name for c in exercise.questions.checks if not concerned.isdisjoint({c.part, *c.calls})}
    return [question for question in exercise.questions.all() if question.check in checks]
