"""`pytest --grade-submission` where the wheel is installed."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.installed.places import Place
from tests.support.paths import CASES, ROOT


def test_each_check_is_an_item(extended: Place, tmp_path: Path) -> None:
    """The sample's checks are items, those of its two mistakes fail, and a right submission passes."""
    shutil.copy(ROOT / "examples" / "linear_regression.ipynb", tmp_path)
    result = extended.run("pytest", "--grade-submission=linear_regression.ipynb", "--junitxml=out.xml", cwd=tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "train" in result.stdout
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").count("<failure") > 1
    right = CASES / "linear_regression" / "correct_plain" / "linear_regression.py"
    result = extended.run("pytest", f"--grade-submission={right}", cwd=tmp_path)
    assert result.returncode == 0, result.stdout


def test_pytest_without_a_submission_is_as_ever(extended: Place, tmp_path: Path) -> None:
    """The plugin is in every pytest of the environment, and changes nothing there."""
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    result = extended.run("pytest", "-q", cwd=tmp_path)
    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout
