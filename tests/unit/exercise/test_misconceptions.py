"""The misconceptions of the linear regression are all explained; `grade verify` shows that each is wrong and like no other."""

from __future__ import annotations

import sys

import pytest

from grader.exercise.course import built_in
from grader.i18n import LANGUAGES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXERCISE = built_in().exercise("linear_regression")
FOLDER = EXERCISE.own_reference.folder
NAMES = [item.name for item in EXERCISE.questions.misconceptions]


def test_each_is_of_a_part() -> None:
    """Every part has misconceptions, and no name is used twice."""
    assert {item.part for item in EXERCISE.questions.misconceptions} == {part.name for part in EXERCISE.outline.parts}
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_explained(language: str) -> None:
    """Each misconception has its sentences, in the order of the definitions, and none is left over."""
    texts = tomllib.loads((FOLDER / f"texts.{language}.toml").read_text(encoding="utf-8"))["misconceptions"]
    assert list(texts) == NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_explanation_is_a_solution(language: str) -> None:
    """No explanation holds a line to type: none of the solution's lines is in one."""
    texts = tomllib.loads((FOLDER / f"texts.{language}.toml").read_text(encoding="utf-8"))["misconceptions"]
    solution = (FOLDER / "solution.py").read_text(encoding="utf-8")
    lines = {line.strip() for line in solution.splitlines() if len(line.split()) > 1}
    assert not [name for name, text in texts.items() if any(line in text for line in lines)]
