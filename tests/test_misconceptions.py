"""The misconceptions of the linear regression: each is wrong, none looks like another, and all are explained."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.exercise import LANGUAGES
from tests.apart import EXERCISE, marked

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
FOLDER = EXERCISE.folder
PARTS = [part.name for part in EXERCISE.parts]


def test_each_is_of_a_part() -> None:
    """Each misconception names a part of the exercise, every part has some, and no name is used twice."""
    assert {marks["part"] for marks in marked().values()} == set(PARTS)
    assert len(marked()) == (FOLDER / "misconceptions.py").read_text(encoding="utf-8").count("@misconception(")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_explained(language: str) -> None:
    """Each misconception has its sentences, in the order of the definitions, and none is left over."""
    texts = tomllib.loads((FOLDER / f"texts.{language}.toml").read_text(encoding="utf-8"))["misconceptions"]
    assert list(texts) == list(marked())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_explanation_is_a_solution(language: str) -> None:
    """No explanation holds a line to type: none of the solution's lines is in one."""
    texts = tomllib.loads((FOLDER / f"texts.{language}.toml").read_text(encoding="utf-8"))["misconceptions"]
    solution = (FOLDER / "solution.py").read_text(encoding="utf-8")
    lines = {line.strip() for line in solution.splitlines() if len(line.split()) > 1}
    assert not [name for name, text in texts.items() if any(line in text for line in lines)]


@pytest.mark.parametrize("part", PARTS)
def test_each_can_be_told_apart(part: str) -> None:
    """Each misconception fails a check of its part, and no two of a part give the same evidence."""
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("there is no TensorFlow to run them with")
    result = subprocess.run(
        [sys.executable, "-m", "tests.apart", part, "7"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.stdout.split("\n") == ["", ""]
