"""The action: its steps, as written, on a copy of the repository that is no checkout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.installed.steps import grade
from tests.support.case import path_of
from tests.support.paths import ROOT

WRONG = path_of("checkpoint_pickle")


def test_the_action_grades(runner: Path, tmp_path: Path) -> None:
    """The sample fails below full marks, with an annotation, a summary and outputs."""
    shutil.copy(ROOT / "examples" / "linear_regression.ipynb", tmp_path)
    result = grade(runner, tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "::error file=linear_regression.ipynb" in result.stdout
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert 0 < float(outputs["score"]) < 100
    assert json.loads(outputs["json"])["grades"]
    assert f"{outputs['score']} / 100" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_workspace_is_not_imported(runner: Path, tmp_path: Path) -> None:
    """A student's grader/ and sitecustomize.py are not what is run."""
    shutil.copy(WRONG, tmp_path)
    for name in ("grader/__init__.py", "grader/__main__.py", "sitecustomize.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("print('owned')\n")
    result = grade(runner, tmp_path, paths="linear_regression.py", pass_mark="80")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "owned" not in result.stdout + result.stderr
