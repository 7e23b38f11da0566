"""Which known mistake a definition is written most like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.grading.likeness import most_alike_first
from grader.model import Cell, Misconception, Reference, Span, Submission
from tests.support.small import evidence, exercise, submission

MISTAKES = '''
def _mean(y, p, over):
    return tf.reduce_sum(abs(y - p)) / over


def halved(y, p):
    """The mean squared error of tf.keras.losses is not halved; a docstring that is long must not count."""
    return old.mse(y, p) / 2


def by_a_helper(y, p):
    return _mean(y, p, len(y))


class summed:
    def __call__(self, y, p):
        return tf.reduce_sum((y - p) ** 2)
'''
SUSPECTS = tuple(Misconception(name, "loss") for name in ("summed", "by_a_helper", "halved"))
CELLS = (Cell(None, "x = 1\n"), Cell(None, MISTAKES))
TASK = replace(
    exercise(misconceptions=SUSPECTS),
    reference=Reference(Path("tiny"), {}, submission(), mistakes=Submission("", "tiny", "", CELLS)),
)


def first(text: str, lines: int = 2) -> str:
    student = evidence(definitions={"loss": Span(1, lines)})
    return most_alike_first(TASK, SUSPECTS, Submission("x.py", "x", "", (Cell(None, text),)), student)[0].name


def test_the_words_that_two_share_tell() -> None:
    """A mistake that is written in a line of its own is found by the helper's words, too."""
    assert first("def loss(y, p):\n    return old.mse(y, p) * 0.5\n") == "halved"
    assert first("def loss(y, p):\n    return tf.reduce_sum((y - p) ** 2)\n") == "summed"
    assert first("def loss(y, p):\n    return tf.reduce_sum(abs(y - p)) / len(y)\n") == "by_a_helper"


def test_only_the_definition_is_looked_at() -> None:
    """Whatever else the student wrote says nothing about this part."""
    text = "def loss(y, p):\n    return old.mse(y, p) * 0.5\n"
    assert first(text + "tf.reduce_sum((y - p) ** 2)\n" * 9) == "halved"


def test_with_a_kit_the_exercises_order_stays() -> None:
    """There are no texts to compare with, and all answers are known."""
    kit = replace(TASK, reference=None)
    assert most_alike_first(kit, SUSPECTS, submission(), evidence()) == SUSPECTS


def test_nobody_is_suspected_where_there_is_no_mistake() -> None:
    """An exercise may have no misconceptions."""
    assert most_alike_first(exercise(), (), submission(), evidence()) == ()


def test_what_is_not_defined_is_like_none() -> None:
    """All are there all the same."""
    assert {*most_alike_first(TASK, SUSPECTS, submission(), evidence(definitions={}))} == {*SUSPECTS}


@given(st.text(max_size=200), st.integers(1, 9), st.integers(0, 9))
def test_nobody_is_lost_whatever_a_student_wrote(text: str, first_line: int, more: int) -> None:
    """Any text, and any lines that are said to be a definition's."""
    student = evidence(definitions={"loss": Span(first_line, first_line + more)})
    written = Submission("x.py", "x", "", (Cell(None, text + "\n"),))
    assert {*most_alike_first(TASK, SUSPECTS, written, student)} == {*SUSPECTS}
