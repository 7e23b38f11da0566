"""How much of a grade a student sees: the same rule in every format."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace

import pytest

from grader.errors import UsageError
from grader.feedback.visibility import Feedback, choose, withhold
from grader.model import Difference, Grade, Outcome, Raised, Where
from grader.reports import FORMATS, Report, github
from tests.support import graded, small
from tests.support.graded import PAGE

EXPECTED, SEED, CURVE = 0.123456, 987654, 31.4159


def secret() -> Grade:
    """Give a grade that holds an expected value, a seed, a curve of the reference's, and its trouble."""
    grade = graded.graded(
        small.verdict("value_of_loss", difference=Difference("number", EXPECTED, 2.5), where=Where(None, 1)),
        small.verdict("takes_a_step", difference=Difference("number", "(31, 41)", "(1,)", kind="shape")),
        small.verdict("fits_well", outcome=Outcome.BROKEN, trouble=Raised("OSError", "references_own")),
    )
    return replace(grade, seed=SEED, plots=graded.drawn(replace(graded.partial().curves[0], expected=(1.0, CURVE))))


def told(kind: str, feedback: Feedback) -> str:
    report = Report((withhold(secret(), feedback),))
    page = replace(PAGE, feedback=feedback.value)
    text = FORMATS[kind](report, page)
    if kind == "github":
        text += github.summary(report, page) + github.outputs(report, page)
    return base64.b64decode(text).decode() if kind == "classroom" else text


@pytest.mark.parametrize("feedback", [Feedback.HINTS, Feedback.SCORE])
@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_nothing_of_the_reference_is_told(kind: str, feedback: Feedback) -> None:
    """Neither expected values nor the seed nor the reference's curve or trouble is in any format."""
    text = told(kind, feedback)
    for hidden in ("0.12345", "0.12346", "0\\.1234", "31, 41", str(SEED), "31.4", "references_own"):
        assert hidden not in text
    assert "Reference" not in text


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"classroom50"}))
def test_hints_tell_what_came_and_where_to_look(kind: str) -> None:
    """Without expected values, the student's own value and the hint are there, as they are with everything told."""
    for feedback in (Feedback.HINTS, Feedback.FULL):
        text = told(kind, feedback).replace("\\", "")
        assert "2.5" in text
        assert "en hint of value_of_loss" in text


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_points_alone(kind: str) -> None:
    """With points alone there is neither value nor hint nor place, and the points stay."""
    text = re.sub("<style>.*</style>", "", told(kind, Feedback.SCORE).replace("\\", ""), flags=re.DOTALL)
    for hidden in ("2.5", "hint of", "line 1", "(1,)"):
        assert hidden not in text
    assert "10" in text


def test_points_stay_the_same() -> None:
    """Whatever is withheld, points and outcomes are those of the grade."""
    for feedback in Feedback:
        shown = withhold(secret(), feedback)
        assert (shown.total, shown.by_check, shown.by_part) == (secret().total, secret().by_check, secret().by_part)
        assert [v.outcome for v in shown.verdicts] == [v.outcome for v in secret().verdicts]


def test_full_is_everything() -> None:
    """Nothing is taken away where everything may be told."""
    grade = secret()
    assert withhold(grade, Feedback.FULL) == grade
    assert json.loads(told("json", Feedback.FULL))["grades"][0]["seed"] == SEED


@pytest.mark.parametrize(
    ("seed", "wish", "environment", "chosen"),
    [
        (None, None, {}, (None, Feedback.FULL)),
        (7, None, {}, (7, Feedback.FULL)),
        (None, None, {"GRADETAPE_SEED": ""}, (None, Feedback.FULL)),
        (None, None, {"GRADETAPE_SEED": "8"}, (8, Feedback.HINTS)),
        (None, "full", {"GRADETAPE_SEED": "8"}, (8, Feedback.FULL)),
        (None, "score", {"GRADETAPE_SEED": "8"}, (8, Feedback.SCORE)),
        (7, None, {"GRADETAPE_SEED": "8"}, (7, Feedback.FULL)),
        (None, "hints", {}, (None, Feedback.HINTS)),
    ],
)
def test_a_seed_from_the_environment_is_a_secret(
    seed: int | None, wish: str | None, environment: dict[str, str], chosen: tuple[int | None, Feedback]
) -> None:
    """Of a seed from the environment no expected value is told unless somebody asks; one that is named is no secret."""
    assert choose(seed, wish, environment) == chosen


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "2147483648", "٣", " 3"])
def test_a_seed_that_is_none(text: str) -> None:
    """What is no seed is refused with the variable's name, and not shown."""
    with pytest.raises(UsageError, match="GRADETAPE_SEED") as caught:
        choose(None, None, {"GRADETAPE_SEED": text})
    assert f"{text} " not in str(caught.value).replace("GRADETAPE_SEED is", "")


@pytest.mark.parametrize("feedback", Feedback)
def test_what_is_missing_is_always_told(feedback: Feedback) -> None:
    """That a module isn't installed tells nothing of the reference; what student code raised is kept with the points alone."""
    kept = withhold(graded.waiting(), feedback).problems
    assert [problem.module for problem in kept] == (["pandas"] if feedback is Feedback.SCORE else ["pandas", None])
