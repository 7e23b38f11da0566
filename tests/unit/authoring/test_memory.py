"""What `grade verify --watch` needn't ask again: an answer holds as long as nothing has changed that it depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.memory import Memory
from grader.exercise.load import read_exercise
from grader.grading.misconceptions import questions_to
from grader.model import Exercise, Observation, Question

SEED = 1
TEXT = '''def double(x):
    """Return twice `x`."""
    return 2 * x


def add(x, y):
    """Return the sum."""
    return x + y


# %% checks
from grader import check

BY = 3


@check(part="double")
def doubles(work):
    """Doubles a number."""
    return {"number": work.double(BY)}


@check(part="double")
def doubles_zero(work):
    """Leaves zero alone."""
    return {"number": work.double(0)}


@check(part="add")
def adds(work):
    """Adds."""
    return {"number": work.add(BY, 2)}


# %% misconceptions
@misconception(part="double")
def squares(x):
    """It is squared."""
    return x * x


@misconception(part="add")
def subtracts(x, y):
    """The second is subtracted."""
    return x - y
'''


def exercise_of(folder: Path, text: str) -> Exercise:
    """Read an exercise in one file."""
    (folder / "exercise.py").write_text(text, encoding="utf-8")
    return read_exercise(folder)


def asked(exercise: Exercise) -> tuple[Question, ...]:
    return tuple(q for wrong in exercise.questions.misconceptions for q in questions_to(exercise, wrong))


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("# %% checks", "\n\n# %% checks", set()),
        ("Leaves zero alone", "Keeps zero", {("doubles_zero", "squares")}),
        ("work.double(0)", "work.double(0.0)", {("doubles_zero", "squares")}),
        ("return x - y", "return y - x", {("adds", "subtracts")}),
        ("BY = 3", "BY = 4", {("doubles", "squares"), ("doubles_zero", "squares"), ("adds", "subtracts")}),
        ("return 2 * x", "return x + x", {("doubles", "squares"), ("doubles_zero", "squares"), ("adds", "subtracts")}),
    ],
)
def test_only_what_a_change_can_have_changed_is_asked_again(
    old: str, new: str, again: set[tuple[str, str]], tmp_path: Path
) -> None:
    """A check, a misconception, or what all of them use; empty lines change nothing."""
    folder = tmp_path / "numbers"
    folder.mkdir()
    memory, before = Memory(), exercise_of(folder, TEXT)
    memory.keep(before, SEED, {question: Observation({"of": question.check}) for question in asked(before)})
    assert old in TEXT
    after = exercise_of(folder, TEXT.replace(old, new, 1))
    known = memory.known(after, SEED, asked(after))
    assert {(q.check, q.instead) for q in asked(after) if q not in known} == again
    assert all(seen.values == {"of": question.check} for question, seen in known.items())
    assert memory.known(after, SEED + 1, asked(after)) == {}
