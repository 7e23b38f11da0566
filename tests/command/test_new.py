"""`grade new`: a sound exercise to start from, in a course that is there or is made for it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from grader.authoring import starters
from grader.cli import main as command
from grader.exercise.course import read_course
from tests.support.courses import write_course
from tests.support.paths import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def main(words: list[str]) -> int:
    """Run the command in this process, and give its exit code."""
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    return int(ended.value.code or 0)


def test_an_empty_folder_becomes_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one exercise, whose starters are what its solution says; a second is listed after it."""
    folder = tmp_path / "2 Evening school!"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert main(["new", "first", "--lang", "en"]) == 0
    assert main(["new", "second", "--lang", "en"]) == 0
    course = read_course(folder)
    assert (course.name, course.settings.title) == ("course-2-evening-school", "2 evening school")
    assert course.slugs == ("first", "second")
    for exercise in course.exercises():
        assert exercise.outline.points == {"goes_against_the_gradient": 1, "stands_still_at_rate_zero": 1}
        assert len(exercise.outline.texts["en"].misconceptions) == 2
        assert starters.made(exercise)
        assert starters.stale(starters.made(exercise)) == []
    packaging = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    assert packaging["project"]["entry-points"]["gradetape.courses"] == {
        "course-2-evening-school": "course_2_evening_school"
    }
    assert not [path for path in folder.rglob("*") if path.is_file() and "MY_" in path.read_text(encoding="utf-8")]


def test_an_editor_finds_the_schemas(tmp_path: Path) -> None:
    """A new course has them all, and its own file names its schema by a path that holds wherever the course lies."""
    assert main(["new", "descent", "--course", str(tmp_path / "mine"), "--lang", "en"]) == 0
    course = (tmp_path / "mine").rename(tmp_path / "elsewhere")
    first = (course / "course.toml").read_text(encoding="utf-8").splitlines()[0]
    assert (course / first.removeprefix("#:schema ")).samefile(course / "schemas" / "course.json")
    shipped = {path.name: path.read_bytes() for path in (ROOT / "grader" / "exercise" / "schemas").iterdir()}
    assert {path.name: path.read_bytes() for path in (course / "schemas").iterdir()} == shipped


def test_the_packaging_is_that_of_the_page_on_courses(tmp_path: Path) -> None:
    """What a new course is installed by is what its author reads about, with another version."""
    assert main(["new", "perceptron", "--course", str(tmp_path / "evening-school"), "--lang", "en"]) == 0
    text = (ROOT / "docs" / "courses.md").read_text(encoding="utf-8")
    [shown] = [block for block in re.findall(r"(?ms)^```toml\n(.*?)^```$", text) if "gradetape.courses" in block]
    written = (tmp_path / "evening-school" / "pyproject.toml").read_text(encoding="utf-8")
    assert written.endswith(shown.replace('version = "1.0"', 'version = "0.1"'))


@pytest.mark.parametrize(("language", "word"), [("en", "Moves the weight"), ("uk", "Зсуває вагу"), ("de", "Moves the")])
def test_an_exercise_speaks_the_language_of_its_course(language: str, word: str, tmp_path: Path) -> None:
    """Where there is a template in it, and English otherwise; the course's own file keeps its comments."""
    course = write_course(tmp_path / "course", languages=(language,))
    listed = course / "course.toml"
    listed.write_text(f"# Ours.\n{listed.read_text(encoding='utf-8')}", encoding="utf-8")
    assert main(["new", "descent", "--course", str(course)]) == 0
    assert listed.read_text(encoding="utf-8").startswith("# Ours.\n")
    found = read_course(course)
    assert found.slugs == ("tiny", "descent")
    [texts] = found.exercise("descent").outline.texts.values()
    assert texts.checks["goes_against_the_gradient"]["title"].startswith(word)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tiny", "evening-school already has an exercise tiny."),
        ("Two words", "An exercise can't be called 'Two words'."),
        ("../outside", "An exercise can't be called '../outside'."),
    ],
)
def test_names_that_are_refused(name: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is taken, and what couldn't be the name of a Python file; nothing is written."""
    course = write_course(tmp_path / "course")
    before = sorted(tmp_path.rglob("*"))
    assert main(["new", name, "--course", str(course), "--lang", "en"]) == 2
    assert sentence in capsys.readouterr().err
    assert main(["new", name, "--course", str(tmp_path / "other"), "--lang", "en"]) == (0 if name == "tiny" else 2)
    assert name == "tiny" or sorted(tmp_path.rglob("*")) == before


def test_a_list_that_cannot_be_changed_safely(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The author is told what to write; the file stays as it is."""
    course = write_course(tmp_path / "course")
    listed = course / "course.toml"
    odd = listed.read_text(encoding="utf-8").replace('exercises = ["tiny"]', "exercises = [ # one\n  'tiny',\n]")
    listed.write_text(odd, encoding="utf-8")
    assert main(["new", "descent", "--course", str(course), "--lang", "en"]) == 2
    assert f"Add descent to the list `exercises` in {listed}." in capsys.readouterr().err
    assert listed.read_text(encoding="utf-8") == odd


def test_a_folder_with_other_things_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No course is made among somebody's files unless they ask for it."""
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "descent", "--lang", "en"]) == 2
    assert "grade new descent --course my-course" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
