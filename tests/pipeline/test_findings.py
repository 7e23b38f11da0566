"""What a loop keeps in another form than asked: what was found is said, and nothing that isn't so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.grading.pipeline import Grader
from grader.i18n import speech
from grader.model import Exercise, Grade, Outcome
from grader.reports import Page, Report, terminal
from grader.submission.read import parse_submission
from tests.support.environment import SEED
from tests.support.paths import CASES

RIGHT = (CASES / "linear_regression" / "correct_plain" / "linear_regression.py").read_text(encoding="utf-8")
TEN = """
def training_loop(model, x, y):
    {first}
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        now = loss(y, model(x)).numpy()
        print("epoch", epoch)
        {keep}
    {last}
"""
THREE = "ws, bs, ls = [], [], []"
KEEP = "ws.append(model.w.numpy()); bs.append(model.b.numpy()); ls.append(now)"


@dataclass(frozen=True)
class Case:
    """A loop, and what is said of its history in English and in Ukrainian."""

    english: str
    ukrainian: str
    last: str = "pass"
    first: str = THREE
    keep: str = KEEP
    before: str = ""
    after: str = ""


WRONG = {
    "a dict with other keys": Case(
        "Your loop returns `dict(w=list[10], b=list[10], loss=list[10])`",
        "повертає `dict(w=list[10], b=list[10], loss=list[10])`",
        'return {"w": ws, "b": bs, "loss": ls}',
    ),
    "text": Case(
        "The entries of `weights` are text, not numbers.",
        "Елементи `weights` — це текст, а не числа.",
        "return ws, bs, ls",
        keep='ws.append(f"{model.w.numpy():.2f}"); bs.append(model.b.numpy()); ls.append(now)',
    ),
    "nested": Case(
        "The entries of `biases` are lists or arrays, not single numbers.",
        "Елементи `biases` — це списки або масиви, а не окремі числа.",
        "return ws, bs, ls",
        keep="ws.append(model.w.numpy()); bs.append([model.b.numpy()]); ls.append(now)",
    ),
    "None": Case(
        "Some entries of `losses` are None.",
        "Деякі елементи `losses` дорівнюють None.",
        "return ws, bs, ls",
        keep="ws.append(model.w.numpy()); bs.append(model.b.numpy()); ls.append(print(now))",
    ),
    "one number for a list": Case(
        "The history needs a list with one entry for each epoch, but yours has `losses`: float32.",
        "кожній епосі відповідає один елемент, а у вас `losses`: float32.",
        "return ws, bs, now",
    ),
    "entries of no kind": Case(
        "The entries of `weights` aren't numbers.",
        "Елементи `weights` не є числами.",
        "return ws, bs, ls",
        keep="ws.append({}); bs.append(model.b.numpy()); ls.append(now)",
    ),
}
RIGHT_ALL_THE_SAME = {
    "tensors": Case("", "", "return ws, bs, ls", keep=KEEP.replace(".numpy()", " + 0.0")),
    "an array of three rows": Case("", "", "import numpy; return numpy.array([ws, bs, ls])"),
    "the module's lists beside a model": Case(
        "",
        "",
        "return model",
        before="weights, biases, losses = [], [], []",
        keep="weights.append(model.w.numpy()); biases.append(model.b.numpy()); losses.append(now)",
    ),
    "the module's lists, emptied first": Case(
        "",
        "",
        before="weights, biases, losses = [], [], []",
        first="weights.clear(); biases.clear(); losses.clear()",
        keep="weights.append(model.w.numpy()); biases.append(model.b.numpy()); losses.append(now)",
        after="training_loop(MyModel(), tf.ones(70), tf.ones(70))",
    ),
}


def graded(case: Case, exercise: Exercise, grader: Grader) -> Grade:
    loop = TEN.format(first=case.first, keep=case.keep, last=case.last)
    text = f"{RIGHT}\n{case.before}\n{loop}\n{case.after}\n"
    submission = parse_submission(text.encode(), Path("linear_regression.py"))
    one = exercise.with_uses("training_loop")
    return grader.grade(one, submission, seed=SEED, listener=lambda _answered, _of: None)


def first_said(grade: Grade, language: str) -> str:
    text = terminal.render(Report((grade,)), Page(speech(language), width=400))
    return " ".join(text[text.index("▶") :].split())


@pytest.mark.parametrize("name", WRONG)
def test_what_was_found_is_said_first(name: str, exercise: Exercise, grader: Grader) -> None:
    """The report begins with what the loop kept, or in which form; its steps and its prints have their points."""
    case = WRONG[name]
    grade = graded(case, exercise, grader)
    assert {v.check for v in grade.verdicts if v.outcome is not Outcome.PASSED} == {"keeps_its_history"}
    english, ukrainian = (first_said(grade, language) for language in ("en", "uk"))
    assert case.english in english
    assert case.ukrainian in ukrainian
    assert "times what it should be" not in english
    assert grade.by_part["training_loop"].score == 12.0


@pytest.mark.parametrize("name", RIGHT_ALL_THE_SAME)
def test_a_form_that_was_not_forbidden_is_taken(name: str, exercise: Exercise, grader: Grader) -> None:
    """Scalar tensors are numbers, three rows are three lists, and the module's lists count where this call fills them."""
    grade = graded(RIGHT_ALL_THE_SAME[name], exercise, grader)
    assert grade.by_part["training_loop"].score == 20.0
