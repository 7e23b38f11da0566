"""The wheel: holds the exercises, and works from an environment that knows nothing of the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it in a fresh environment that has our dependencies, but no checkout on its path."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(site)
    # The dependencies' folder as a plain entry: its own .pth files, and with them the checkout, aren't followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin" / "python"


def test_the_wheel_works_alone(installed: Path, tmp_path: Path) -> None:
    """From the wheel, `grade start` copies the exercise, and the starter is graded with 0 points."""
    run = [str(installed), "-m", "grader"]
    subprocess.run([*run, "start"], cwd=tmp_path, check=True, capture_output=True)
    graded = subprocess.run(run, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert graded.returncode == 1, graded.stderr
    assert "0 / 100" in graded.stdout
    where = subprocess.run(
        [str(installed), "-c", "import grader.exercise as e; print(e.CONTENT)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(ROOT) not in where.stdout
