"""The archive for Gradescope: built by the installed command, set up and run by its own scripts, in a private place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installed.places import Place
from tests.support.case import path_of
from tests.support.paths import ROOT

WRONG = path_of("fit_one_epoch")


@pytest.fixture
def run(autograder: Path, tmp_path: Path) -> Callable[[str, bytes], dict[str, object]]:
    """Give what submits a file to Gradescope and returns the results."""

    def submitted(name: str, content: bytes) -> dict[str, object]:
        for part in ("source", "venv"):
            (tmp_path / part).symlink_to(autograder / part)
        (tmp_path / "submission").mkdir()
        (tmp_path / "submission" / name).write_bytes(content)
        place = Place(autograder / "venv", autograder / "home")
        result = place.run(tmp_path / "source" / "run_autograder", cwd=tmp_path, AUTOGRADER_ROOT=str(tmp_path))
        assert result.returncode == 0, result.stdout + result.stderr
        return dict(json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8")))

    return submitted


def test_a_submission_is_graded(run: Callable[[str, bytes], dict[str, object]]) -> None:
    """A submission under a name of its own has its points."""
    assert run("my work.py", WRONG.read_bytes())["score"] == 80


def test_a_notebook_is_graded(run: Callable[[str, bytes], dict[str, object]]) -> None:
    """The sample notebook has points, and its report says more than those."""
    results = run("linear_regression.ipynb", (ROOT / "examples" / "linear_regression.ipynb").read_bytes())
    assert 0 < float(str(results["score"])) < 100
    assert results["tests"]


def test_what_it_installs_is_what_was_there(autograder: Path, installed: Place) -> None:
    """TensorFlow has the version of the installation that built the archive, whatever Python Gradescope has."""
    code = "import importlib.metadata as m; print(m.version('tensorflow'))"
    there = Place(autograder / "venv", autograder / "home").run("python", "-c", code, cwd=autograder)
    assert there.stdout == installed.run("python", "-c", code, cwd=autograder).stdout != ""
