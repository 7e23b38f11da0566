"""The archive for Gradescope: built by the installed command, set up and run by its own scripts, in a private place."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from tests.installed.autograder import graded
from tests.installed.places import Place
from tests.support.paths import ROOT


def test_what_it_packs(autograder: Path) -> None:
    """The archive carries the scripts, the package and the course, and no compiled file."""
    with zipfile.ZipFile(autograder / "autograder.zip") as archive:
        paths = [PurePosixPath(name) for name in archive.namelist()]
    assert {"run_autograder", "setup.sh", "__main__.py", "solution.py"} <= {path.name for path in paths}
    assert not [path for path in paths if "__pycache__" in path.parts]


def test_a_notebook_is_graded(autograder: Path, tmp_path: Path) -> None:
    """The sample notebook has points, and its report says more than those."""
    (tmp_path / "source").symlink_to(autograder / "source")
    sample = (ROOT / "examples" / "linear_regression.ipynb").read_bytes()
    results = graded(tmp_path, autograder, "linear_regression.ipynb", sample)
    assert 0 < float(str(results["score"])) < 100
    assert results["tests"]


def test_what_it_installs_is_what_was_there(autograder: Path, installed: Place) -> None:
    """TensorFlow has the version of the installation that built the archive, whatever Python Gradescope has."""
    code = "import importlib.metadata as m; print(m.version('tensorflow'))"
    there = Place(autograder / "venv", autograder / "home").run("python", "-c", code, cwd=autograder)
    assert there.stdout == installed.run("python", "-c", code, cwd=autograder).stdout != ""
