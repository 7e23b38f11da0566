"""The misconceptions of every exercise are all explained; `grade verify` shows that each is wrong and like no other."""

from __future__ import annotations

import sys

import pytest

from grader.i18n import LANGUAGES
from grader.model import Exercise
from tests.support.exercises import EXERCISES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@pytest.fixture(params=EXERCISES.values(), ids=lambda exercise: exercise.slug)
def each(request: pytest.FixtureRequest) -> Exercise:
    """Give each exercise that comes with the package."""
    exercise: Exercise = request.param
    return exercise


def explanations(exercise: Exercise, language: str) -> dict[str, str]:
    """Return the explanations as they stand in the file, in its order."""
    text = (exercise.own_reference.folder / f"texts.{language}.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["misconceptions"]
    return found


def test_each_is_of_a_part(each: Exercise) -> None:
    """Every part has misconceptions, and no name is used twice."""
    names = [item.name for item in each.questions.misconceptions]
    assert {item.part for item in each.questions.misconceptions} == {part.name for part in each.outline.parts}
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_explained(each: Exercise, language: str) -> None:
    """Each misconception has its sentences, in the order of the definitions, and none is left over."""
    assert list(explanations(each, language)) == [item.name for item in each.questions.misconceptions]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_explanation_is_a_solution(each: Exercise, language: str) -> None:
    """No explanation holds a line to type: none of the solution's lines is in one."""
    solution = (each.own_reference.folder / "solution.py").read_text(encoding="utf-8")
    lines = {line.strip() for line in solution.splitlines() if len(line.split()) > 1}
    found = explanations(each, language)
    assert not [name for name, text in found.items() if any(line in text for line in lines)]
