"""A fault of gradetape's own is never a student's: exit code 5, one sentence, and a file to send in."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader import crashes
from grader.errors import InternalError, UsageError
from tests.support.installation import HALF, RIGHT, Installation, install, table, write_class

FAULT = (
    '\n\ndef score(*_args, **_facts):\n    secret = "a value"\n    raise ZeroDivisionError("no such luck\\x1b[2J")\n'
)
SENTENCE = re.compile(
    r"gradetape stopped because of a bug of its own \(ZeroDivisionError\).* send this file: (\S+\.txt)\."
)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Give an installation that fails at every submission, once it has run."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CI", "")
    installed = install(tmp_path / "installed")
    with (installed.folder / "grader" / "grading" / "score.py").open("a", encoding="utf-8") as file:
        file.write(FAULT)
    (installed.folder / "cwd" / "tiny.py").write_text(HALF)
    return installed


def python(installed: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=installed.folder / "cwd",
        env=installed.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def file_of(text: str) -> str:
    """Give the file that a sentence names."""
    found = SENTENCE.search(" ".join(text.split()))
    assert found, text
    assert "Traceback" not in text
    return Path(found[1]).read_text(encoding="utf-8")


def test_a_crash_is_not_a_fail(broken: Installation) -> None:
    """What nobody foresaw ends with 5, and what it was stands in a file, with no value of a variable in it."""
    result = broken.grade("tiny.py", "--isolation", "off")
    assert result.returncode == 5
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    kept = file_of(result.stderr)
    assert "no such luck" in kept
    assert re.search(r'score\.py", line \d+, in score', kept)
    assert "return x - y" not in kept
    assert "gradetape " in kept


def test_it_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else may read the file, and the folder doesn't grow with a class that meets one fault over and over."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    paths = [crashes.write(ValueError("\ud800" + "x" * 100_000)) for _ in range(crashes.MOST_FILES + 5)]
    last = paths[-1]
    assert last is not None
    assert stat.S_IMODE(last.stat().st_mode) == 0o600
    assert len(list(last.parent.iterdir())) == crashes.MOST_FILES
    assert last.stat().st_size < 10_000


def test_without_a_place_for_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, the sentence itself says where it happened; known errors stay what they are."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    try:
        raise ZeroDivisionError  # noqa: TRY301 (it needs a traceback)
    except ZeroDivisionError as error:
        told = crashes.told(error)
    assert isinstance(told, InternalError)
    assert "test_crashes.py" in str(told)
    known = UsageError("so it is")
    assert crashes.told(known) is known


def test_a_class_with_a_crash(broken: Installation, tmp_path: Path) -> None:
    """In a class, the text that can't be graded is marked as broken with the name of a file, and the batch ends with 5."""
    source = write_class(tmp_path / "class", {"ann": RIGHT})
    result = broken.grade("batch", source, "--output", tmp_path / "out", "--isolation", "off")
    assert result.returncode == 5
    row = table(tmp_path / "out")["ann"]
    assert row["status"] == "broken"
    found = re.search(r"send the file (\S+\.txt)", row["reason"])
    assert found
    assert "no such luck" in Path(found[1]).read_text(encoding="utf-8")


def test_a_notebook_with_a_crash(broken: Installation) -> None:
    """`%grade` prints the sentence below the cell, and no traceback."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance(); "
        "s.run_cell('%load_ext grader'); s.run_cell('def add(x, y): return x'); s.run_cell('%grade')"
    )
    result = python(broken, "-c", code)
    file_of(result.stdout + result.stderr)


def test_test_items_with_a_crash(broken: Installation) -> None:
    """Pytest says that it was an error of its own kind, and no check counts as failed."""
    result = python(broken, "-m", "pytest", "-p", "no:cacheprovider", "--grade-submission=tiny.py")
    assert result.returncode == pytest.ExitCode.INTERNAL_ERROR
    assert " failed" not in result.stdout
    file_of(result.stdout + result.stderr)
