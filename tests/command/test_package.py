"""The wheel: holds the exercises, and works from an environment that knows nothing of the checkout."""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from grader.exercise.course import built_in
from grader.exercise.starters import starter_files
from grader.i18n import LANGUAGES
from grader.paths import CONTENT
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it in a fresh environment that has our dependencies, but no checkout on its path."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(site)
    # As pip does: starters and references among the rest, so that there are folders of compiled files beside them.
    assert compileall.compile_dir(site / "grader", quiet=1)
    assert list((site / "grader" / "content").rglob("__pycache__"))
    # The dependencies' folder as a plain entry: its own .pth files, and with them the checkout, aren't followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin" / "python"


def test_the_wheel_works_alone(installed: Path, tmp_path: Path) -> None:
    """From the wheel, `grade start` gives the exercise and nothing else; that it is graded is seen in `tests/installed`."""
    run = [str(installed), "-m", "grader"]
    for language in LANGUAGES:
        started = subprocess.run(
            [*run, "start", language, "--lang", language], cwd=tmp_path, check=False, capture_output=True, text=True
        )
        assert started.returncode == 0, started.stderr
        for slug in built_in().slugs:
            given = {file.name: file.read_bytes() for file in starter_files(built_in().exercise(slug), language)}
            assert {file.name: file.read_bytes() for file in (tmp_path / language / slug).iterdir()} == given
    where = subprocess.run(
        [str(installed), "-c", "import grader.paths as p; print(p.CONTENT)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(ROOT) not in where.stdout


@pytest.fixture(scope="module")
def littered(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Give the names in a wheel and in an sdist built where editors, notebooks and Python have left their files."""
    top = tmp_path_factory.mktemp("littered")
    for name in (
        "grader",
        "exercises",
        "reference",
        "course.toml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        ".gitignore",
    ):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, top / name)
    for folder in [top / "grader", *(top / "exercises").glob("*/*/"), *(top / "reference").glob("*/")]:
        for name in (
            "__pycache__/litter.pyc",
            ".ipynb_checkpoints/README.md",
            ".litter.swp",
            "checks.py~",
            "a.py.bak2",
        ):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("litter")
    for folder in [*(top / "exercises").glob("*/*/"), *(top / "reference").glob("*/")]:
        (folder / "litter.py").write_text("litter")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(top / "dist")]
    subprocess.run(build, cwd=top, check=True, capture_output=True)
    [wheel], [sdist] = (top / "dist").glob("*.whl"), (top / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    return set(zipfile.ZipFile(wheel).namelist()), packed


def test_content_is_a_list_of_files(littered: tuple[set[str], set[str]]) -> None:
    """A wheel and an sdist hold of every exercise the files that are read of it, and nothing that lies beside them."""
    wheel, sdist = littered
    listed = {path.relative_to(CONTENT).as_posix() for path in built_in().content()}
    assert {name.removeprefix("grader/content/") for name in wheel if name.startswith("grader/content/")} == listed
    sources = {f"exercises/{slug}/source.py" for slug in built_in().slugs}
    of_courses = {name for name in sdist if name.startswith(("exercises/", "reference/")) or name == "course.toml"}
    assert of_courses == listed | sources


def test_nothing_that_editors_leave_is_packed(littered: tuple[set[str], set[str]]) -> None:
    """Compiled files, checkpoints of notebooks, backups and swap files are in no wheel and no sdist."""
    for names in littered:
        left = ("__pycache__", ".ipynb_checkpoints", "litter", ".bak", "~")
        assert not [name for name in names if any(word in name for word in left)]
