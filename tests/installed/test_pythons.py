"""Every Python that is supported grades the sample with the wheel installed; each was installed in another way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.installed.places import VERSIONS, Place, interpreter, ways
from tests.support.paths import ROOT

SAMPLE = ROOT / "examples" / "linear_regression.ipynb"
# As the picture in the README shows.
SCORE = 73


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sample_is_graded(version: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The sample has the same points as with any other Python, on the same questions."""
    way = {of: way for way, of in reversed(ways().items())}.get(version)
    if way is None:
        pytest.skip(f"Python {version} isn't on the PATH, nor one of pyenv's" if not interpreter(version) else "shared")
    place = environment(way, request)
    told = place.run("python", "-c", "import sys, grader; print(sys.version, grader.__file__)", cwd=tmp_path).stdout
    assert told.startswith(f"{version}.")
    assert str(place.packages) in told
    result = place.grade(SAMPLE, "--seed", "7", "--format", "json", cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    assert json.loads(result.stdout)["grades"][0]["score"] == SCORE


def environment(way: str, request: pytest.FixtureRequest) -> Place:
    """Return the environment that was made in one of the ways."""
    if way == "wheel":
        return request.getfixturevalue("installed")
    if way == "readme":
        return request.getfixturevalue("by_readme")
    if way == "action":
        folder = request.getfixturevalue("runner")
        return Place(folder / "gradetape", folder / "home")
    folder = request.getfixturevalue("autograder")
    return Place(folder / "venv", folder / "home")


def test_the_readme_s_first_command(by_readme: Place) -> None:
    """Its report is what the picture beside it shows: the sample's points."""
    said = (by_readme.home.parent / "said").read_text(encoding="utf-8")
    assert f"{SCORE} / 100" in said
