"""How a definition's arguments differ from the task's is told where a check couldn't call it for that reason alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.grading.arguments import mismatch
from grader.model import Difference, Raised, Span
from tests.support.small import evidence, exercise

TASK = exercise(
    parts=tuple(
        replace(part, arguments=arguments)
        for part, arguments in zip(exercise().outline.parts, ("y, p", "model, x, rate", None), strict=True)
    ),
)
UNEXPECTED = "train() got an unexpected keyword argument 'rate'"
MISSING = "train() missing 1 required positional argument: 'epochs'"


def told(message: str, written: str | None, line: int | None = None, kind: str = "TypeError") -> Difference | None:
    """Give what is told of `train`, written with these arguments, when calling it raised."""
    student = evidence(definitions={"train": Span(1, 2, written), "compile_and_fit": Span(3, 4, "x")})
    return mismatch(TASK, "train", Raised(kind, message, line), student)


def test_another_name_is_told_beside_the_right_one() -> None:
    """Of several other names, the one that the call had to use is told."""
    assert told(UNEXPECTED, "net, xx, lr") == Difference("train", "rate", "lr", kind="argument")


@pytest.mark.parametrize("written", ["model, x, rate, epochs", "model, x", "", "model, *, x, rate=..."])
@pytest.mark.parametrize(
    "message", [UNEXPECTED, MISSING, "train.__init__() takes 1", "Binding inputs to tf.function failed"]
)
def test_other_arguments_are_told_beside_the_call(message: str, written: str) -> None:
    """Where arguments are missing, or are too many, both lists are told, whoever words the error."""
    assert told(message, written) == Difference("train", "(model, x, rate)", f"({written})", kind="arguments")


@pytest.mark.parametrize("kind", ["TypeError", "AttributeError", "ValueError"])
def test_arguments_in_another_order_are_told(kind: str) -> None:
    """Where a tensor is used as the model, at a line of the student's, both orders are told, whatever else has another name."""
    difference = Difference("train", "(model, x, rate)", "(x, model, lr)", kind="arguments")
    assert told("'EagerTensor' object is not callable", "x, model, lr", line=1, kind=kind) == difference


def test_what_is_not_about_arguments_is_not_told() -> None:
    """An error in the student's own lines, of another type, of another function or without known arguments is left alone."""
    assert told(UNEXPECTED, "model, x, lr", line=1) is None
    assert told(UNEXPECTED, "model, x, lr", kind="ValueError") is None
    assert told("trainer() takes 1 positional argument", "model, x, lr") is None
    assert told("compile_and_fit() takes 1 positional argument but 3 were given", "model, x, lr") is None
    assert told(UNEXPECTED, None) is None
    assert told(UNEXPECTED, "model, x, rate") is None
    assert mismatch(TASK, "train", None, evidence()) is None
