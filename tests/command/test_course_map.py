"""`grade` without a name, where a student has several exercises: a map of the course, and what comes next."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest

from grader.cli.target import located
from grader.exercise.course import built_in
from grader.exercise.hand_out import copy_starters
from tests.support.courses import write_course
from tests.support.installation import HALF, RIGHT, Installation, install


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give a gradetape whose TensorFlow is loaded at once."""
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def grade(installed: Installation, tmp_path: Path) -> Callable[..., tuple[int, list[str]]]:
    """Give what runs the command in a student's folder with two exercises: its exit code, and its lines, blanks squeezed."""
    course = write_course(tmp_path / "course")
    for kind in ("exercises", "reference"):
        folder = (course / kind / "tiny").rename(course / kind / "first")
        for path in list(folder.rglob("*")):
            if path.is_file():
                text = path.read_text(encoding="utf-8").replace('slug = "tiny"', 'slug = "first"')
                path.with_name(path.name.replace("tiny", "first")).write_text(text, encoding="utf-8")
        _copied(folder, folder.with_name("second"))
    listed = course / "course.toml"
    listed.write_text(listed.read_text(encoding="utf-8").replace('["tiny"]', '["first", "second"]'), encoding="utf-8")
    work = tmp_path / "work"
    assert installed.here("start", work, "--course", course).returncode == 0

    def run(*words: str) -> tuple[int, list[str]]:
        result = installed.here("--course", course, "--lang", "en", *words, cwd=work)
        assert not result.stderr, result.stderr
        return result.returncode, [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]

    return run


def _copied(folder: Path, target: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and "tiny" not in path.name:
            copy = target / path.relative_to(folder).with_name(path.name.replace("first", "second"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8").replace('slug = "first"', 'slug = "second"')
            copy.write_text(text.replace("A tiny exercise", "Another one"), encoding="utf-8")


def test_the_map_of_a_course(grade: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    """What is done, begun and not begun, and as the next thing to do the report of what isn't done, or which file to open."""
    first, second = (tmp_path / "work" / name / f"{name}.py" for name in ("first", "second"))
    for folder in (first.parent, second.parent):
        (folder / f"{folder.name}.ipynb").unlink()
    assert grade() == (
        1,
        [
            "· A tiny exercise not begun",
            "· Another one not begun",
            f"Next: open {Path('first', 'first.py')} and write `double`.",
        ],
    )
    second.write_text(HALF, encoding="utf-8")
    code, lines = grade()
    assert (code, lines[:2]) == (1, ["· A tiny exercise not begun", "▶ Another one 6 / 10 begun"])
    assert lines[2] == f"Another one {Path('second', 'second.py')} 6 / 10"
    first.write_text(RIGHT, encoding="utf-8")
    code, lines = grade()
    # The one that was saved last is done: the report is of the other.
    assert (code, lines[:2]) == (1, ["✓ A tiny exercise 10 / 10 done", "▶ Another one 6 / 10 begun"])
    assert any("add: adds" in line for line in lines)
    second.write_text(RIGHT, encoding="utf-8")
    code, lines = grade()
    assert (code, lines[2:]) == (0, ["Every exercise is done."])


def test_which_exercise_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name it is the first one until one is begun, and then what was saved last of those that were."""
    course = built_in()
    list(copy_starters(course, tmp_path, "en"))
    monkeypatch.chdir(tmp_path)
    assert located(None, course, course.slugs).stem == course.slugs[0]
    for number, slug in enumerate((course.slugs[1], course.slugs[0]), start=1):
        script = Path(slug, f"{slug}.py")
        script.write_text(f"{script.read_text(encoding='utf-8')}begun = True\n", encoding="utf-8")
        os.utime(script, (time() + number, time() + number))
        assert located(None, course, course.slugs) == script
    assert located(Path("mine.py"), course, course.slugs) == Path("mine.py")


def test_other_formats_grade_everything(grade: Callable[..., tuple[int, list[str]]]) -> None:
    """A program that reads the report gets every file of the folder in it."""
    code, lines = grade("--format", "json")
    assert code == 1
    assert sum(line.startswith('"max_score": 10') for line in lines) >= 2
