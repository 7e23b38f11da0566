"""What is in the wheel and in the sdist."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.installed.places import Built, Place
from tests.support.paths import ROOT

CONTENT = ("exercises", "reference")


def files_of(folder: Path) -> set[str]:
    """Return the files below a folder of the checkout, but for what Python left there."""
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in paths}


def hashes(wheel: Path) -> dict[str, bytes]:
    """Return every file of a wheel with its content."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_the_package_and_its_content(built: Built) -> None:
    """Every file of the package, the exercises and the references is in the wheel, and nothing else but its metadata."""
    names = {name for name in hashes(built.wheel) if ".dist-info/" not in name}
    content = {f"grader/content/{name}" for folder in CONTENT for name in files_of(ROOT / folder)}
    # What the starters are made from isn't for those who get them.
    content = {name for name in content if not name.endswith("/source.py")}
    assert names == files_of(ROOT / "grader") | content | {"grader/content/course.toml"}


def test_nothing_of_the_workshop_is_in_the_wheel(built: Built) -> None:
    """Neither tests nor compiled files are packed, and both archives hold the licence."""
    with tarfile.open(built.sdist) as archive:
        packed = set(archive.getnames())
    for name in (*hashes(built.wheel), *packed):
        assert "__pycache__" not in name
        assert not name.endswith((".pyc", ".sqlite"))
    assert not [name for name in hashes(built.wheel) if name.startswith("tests/") or "/tests/" in name]
    assert any(name.endswith("/LICENSE") for name in hashes(built.wheel))
    assert any(name.endswith("/LICENSE") for name in packed)


def test_the_sdist_builds_the_same_wheel(built: Built, tmp_path: Path) -> None:
    """A wheel that is built from the sdist alone has the same files, byte for byte."""
    source = built.unpack(tmp_path)
    words = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist"), str(source)]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert hashes(next((tmp_path / "dist").glob("*.whl"))) == hashes(built.wheel)


def test_pip_compiled_what_it_installed(installed: Place) -> None:
    """The starters lie beside compiled files, as on every ordinary installation: what follows is tried with them there."""
    content = installed.packages / "grader" / "content"
    assert list(content.rglob("__pycache__/*.pyc"))
