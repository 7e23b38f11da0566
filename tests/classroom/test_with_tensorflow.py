"""A batch of the real exercise: the same grades as `grade FILE` gives, from downloads as teachers have them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.support.case import path_of
from tests.support.installation import table

Command = Callable[..., subprocess.CompletedProcess[str]]
FILES = {
    "Ґудзь Мар'яна_41_assignsubmission_file/linear_regression.ipynb": path_of("correct_notebook_untidy"),
    "Jane Doe_42_assignsubmission_file/src/linear_regression.py": path_of("loss_half_square"),
    "John Roe_43_assignsubmission_file/my work.py": path_of("checkpoint_pickle"),
}


def test_the_same_as_one_by_one(command: Command, tmp_path: Path) -> None:
    """A Moodle download is graded as its files are one by one, and gives a zip with a page a student."""
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name, path in FILES.items():
            archive.write(path, name)
    result = command("batch", "download.zip", "--output", "out", "--seed", "7", "--isolation", "auto")
    assert result.returncode == 0, result.stderr
    found = table(tmp_path / "out")
    alone = command(*FILES.values(), "--seed", "7", "--format", "json")
    grades = json.loads(alone.stdout)["grades"]
    assert [float(found[number]["score"]) for number in ("41", "42", "43")] == [grade["score"] for grade in grades]
    for number, grade in zip(("41", "42", "43"), grades, strict=True):
        assert {part["name"]: part["score"] for part in grade["parts"]} == {
            part["name"]: float(found[number][part["definition"]]) for part in grade["parts"]
        }
    with zipfile.ZipFile(tmp_path / "out" / "moodle-feedback.zip") as archive:
        assert archive.namelist() == [
            "Jane Doe_42_assignsubmission_file/feedback.html",
            "John Roe_43_assignsubmission_file/feedback.html",
            "Ґудзь Мар'яна_41_assignsubmission_file/feedback.html",
        ]
