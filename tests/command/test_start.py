"""`grade start`: each exercise in a folder of its own, in one language; nothing overwritten, nothing half written."""

from __future__ import annotations

import os
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader.classroom.downloads.names import kind
from grader.errors import SubmissionError
from grader.exercise.course import built_in
from grader.exercise.starters import starter_files
from grader.i18n import LANGUAGES
from grader.submission.recognize import find_submissions
from tests.support.environment import PLAIN
from tests.support.exercises import FIRST

Command = Callable[..., CompletedProcess[str]]
SLUG = "linear_regression"
SCRIPT = f"{SLUG}.py"


def given(language: str) -> dict[str, bytes]:
    """Give what students are given, by file name."""
    return {file.name: file.read_bytes() for file in starter_files(FIRST, language)}


def content(folder: Path) -> dict[str, bytes]:
    """Give the files of a folder, without those of other exercises in it."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.is_dir()}


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        (["--lang", "en"], {"LC_ALL": "uk_UA.UTF-8"}, "en"),
        (["--lang", "uk"], {}, "uk"),
        ([], {}, "en"),
        ([], {"LC_ALL": "uk_UA.UTF-8"}, "uk"),
    ],
)
def test_the_exercises_in_the_students_language(
    own_command: Command, tmp_path: Path, words: list[str], environment: dict[str, str], language: str
) -> None:
    """Each exercise has a folder of its own with its three files, in the language asked for or else the locale's."""
    result = own_command("start", *words, **environment)
    assert result.returncode == 0, result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {*built_in().slugs}
    assert content(tmp_path / SLUG) == given(language)
    number = {"en": "There are {} exercises.", "uk": "Вправ у курсі: {}."}[language].format(len(built_in().slugs))
    assert number in result.stdout
    # Of several exercises the first comes next. Who asked for a language goes on in it; a locale speaks for itself.
    assert result.stdout.endswith(f"cd {SLUG} && {' '.join(['grade', *words])}\n")


def test_what_is_there_is_never_overwritten(own_command: Command, tmp_path: Path) -> None:
    """A second time, what the student has is left alone, what is missing is written, and how to restore is told."""
    assert own_command("start", "my work").returncode == 0
    folder = tmp_path / "my work" / SLUG
    (folder / SCRIPT).write_text("# mine\n")
    (folder / "README.md").unlink()
    again = own_command("start", "my work", "--lang", "uk")
    assert again.returncode == 0
    assert content(folder) == given("en") | {SCRIPT: b"# mine\n", "README.md": given("uk")["README.md"]}
    assert f"grade start 'my work' --reset {SCRIPT}" in again.stdout
    assert f"cd 'my work/{SLUG}' && grade --lang uk" in again.stdout


def test_the_exercise_stays_where_the_student_has_it(own_command: Command, tmp_path: Path) -> None:
    """Where the script lies in the folder itself, the exercise is there already, and no second one is made."""
    (tmp_path / SCRIPT).write_text("# mine\n")
    assert own_command("start").returncode == 0
    assert content(tmp_path) == given("en") | {SCRIPT: b"# mine\n"}


@pytest.mark.parametrize("name", [SLUG, SCRIPT, f"{SLUG}/{SCRIPT}", f"./{SLUG}/"])
def test_a_spoilt_file_is_given_back(own_command: Command, tmp_path: Path, name: str) -> None:
    """The exercise, or the file, is as it was given; every spoilt version is beside it and is nobody's submission."""
    own_command("start")
    script = tmp_path / SLUG / SCRIPT
    for spoilt in ("# first\n", "# second\n", "# third\n"):
        script.write_text(spoilt)
        result = own_command("start", "--reset", name)
        assert result.returncode == 0, result.stderr
    assert content(script.parent) == given("en") | {
        f"{SCRIPT}.bak": b"# first\n",
        f"{SCRIPT}.bak2": b"# second\n",
        f"{SCRIPT}.bak3": b"# third\n",
    }
    assert f"{SCRIPT}.bak3" in result.stdout
    for path in (script, script.with_suffix(".ipynb")):
        path.unlink()
    with pytest.raises(SubmissionError, match="no submission"):
        find_submissions(tmp_path, [SLUG])
    assert kind(SCRIPT) == ".py"
    assert kind(f"{SCRIPT}.bak") == kind(f"{SLUG}.ipynb.bak2") == ""


def test_the_line_that_restores_a_file_works(own_command: Command, tmp_path: Path) -> None:
    """What `grade start` says of restoring a file can be typed as it stands."""
    own_command("start", "my work")
    (tmp_path / "my work" / SLUG / SCRIPT).write_text("# mine\n")
    [line] = re.findall(r"run: (grade start .*)", own_command("start", "my work").stdout)
    assert own_command(*shlex.split(line)[1:]).returncode == 0
    assert content(tmp_path / "my work" / SLUG) == given("en") | {f"{SCRIPT}.bak": b"# mine\n"}


def test_only_what_was_changed_is_given_back(own_command: Command, tmp_path: Path) -> None:
    """Files that are as given stay, without a backup; missing ones are written; when nothing is to be done, it says so."""
    own_command("start")
    (tmp_path / SLUG / "README.md").unlink()
    assert own_command("start", "--reset", SLUG).returncode == 0
    again = own_command("start", "--reset", SLUG)
    assert "nothing to restore" in again.stdout
    assert content(tmp_path / SLUG) == given("en")


def test_inside_the_exercises_folder(own_command: Command, tmp_path: Path) -> None:
    """Where the student works, a file's name is enough, also when the script and the notebook are both gone."""
    own_command("start")
    for path in (tmp_path / SLUG).iterdir():
        path.unlink()
    run = [sys.executable, "-m", "grader", "start", "--reset"]
    for name in (SCRIPT, "README.md", SLUG):
        subprocess.run([*run, name], cwd=tmp_path / SLUG, env={**os.environ, **PLAIN}, check=True, capture_output=True)
    assert content(tmp_path / SLUG) == given("en")


def test_the_other_language_is_given_instead(own_command: Command, tmp_path: Path) -> None:
    """With --lang, a reset changes the language; the other one is kept."""
    own_command("start")
    assert own_command("start", "--reset", SLUG, "--lang", "uk").returncode == 0
    kept = {f"{name}.bak": text for name, text in given("en").items()}
    assert content(tmp_path / SLUG) == given("uk") | kept


@pytest.mark.parametrize("name", ["other.py", "", ".", "..", "/", f"{SCRIPT}.bak", f"other/{SCRIPT}"])
def test_an_unknown_name_is_refused(own_command: Command, tmp_path: Path, name: str) -> None:
    """What is no exercise and no file of one is refused in a sentence that names those there are; nothing is written."""
    own_command("start")
    (tmp_path / SLUG / f"{SCRIPT}.bak").write_text("old\n")
    result = own_command("start", "--reset", name)
    assert result.returncode == 2
    assert f"{SLUG}/{SCRIPT}" in result.stderr
    assert "Traceback" not in result.stderr
    assert content(tmp_path / SLUG) == given("en") | {f"{SCRIPT}.bak": b"old\n"}


def test_a_place_that_cannot_be_written(own_command: Command, tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, or a folder in that of a file, one sentence says so."""
    (tmp_path / "file").write_text("")
    (tmp_path / SLUG / SCRIPT).mkdir(parents=True)
    for words in (("start", "file"), ("start", "--reset", SCRIPT)):
        result = own_command(*words)
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert "can't be written" in result.stderr


@pytest.mark.parametrize("spoilt", [b"", b"# mine\n" + 7000 * b"#"], ids=["start", "reset"])
def test_a_full_disk_leaves_no_half_written_file(own_command: Command, tmp_path: Path, spoilt: bytes) -> None:
    """When a file can't be written to its end, it isn't there at all, or is as it was; the others are whole."""
    words = ["start"]
    if spoilt:
        own_command("start")
        (tmp_path / SLUG / SCRIPT).write_bytes(spoilt)
        words += ["--reset", SCRIPT]
    largest = 8000
    result = subprocess.run(
        [sys.executable, "-m", "grader", *words],
        cwd=tmp_path,
        env={**os.environ, **PLAIN, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    there = content(tmp_path / SLUG)
    if spoilt:
        assert there == given("en") | {SCRIPT: spoilt, f"{SCRIPT}.bak": spoilt}
    else:
        assert there == {"README.md": given("en")["README.md"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_grade_finds_what_start_made(tiny_command: Command, language: str) -> None:
    """`grade` and `grade hint` work from where `grade start` was run, without naming a file."""
    tiny_command("start", "--lang", language)
    graded = tiny_command("--format", "json")
    assert graded.returncode == 1, graded.stderr
    assert '"tiny/tiny' in graded.stdout
    assert tiny_command("hint", "double").returncode == 0
