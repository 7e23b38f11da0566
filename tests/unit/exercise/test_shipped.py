"""Files that an exercise ships: they are part of it, students get them, and what can't be shipped is told."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest

from grader.classroom.tasks import packed
from grader.errors import ExerciseError
from grader.exercise import hand_out, shipped
from grader.exercise.course import read_course
from grader.exercise.files import digest_of, public
from grader.exercise.load import exercise_of
from grader.model import Exercise
from tests.support.courses import write_course

BYTES = bytes(range(256)) + "Адéлі\r\n".encode()


def course_with(folder: Path, listed: str, **files: bytes) -> Path:
    """Write a course whose exercise ships what is listed, with these files (`_` for a dot) in the folder for them."""
    course = write_course(folder / "course")
    settings = course / "reference" / "tiny" / "exercise.toml"
    settings.write_text(f"files = {listed}\n{settings.read_text()}")
    place = shipped.place_of(settings.parent)
    place.mkdir()
    for name, content in files.items():
        (place / name.replace("_", ".")).write_bytes(content)
    return course


def exercise_in(course: Path) -> Exercise:
    return read_course(course).exercise("tiny")


def test_a_file_is_part_of_the_exercise_byte_for_byte(tmp_path: Path) -> None:
    """In its questions, its digest, a kit's files and a class's tasks; another file of the folder isn't."""
    exercise = exercise_in(course_with(tmp_path, '["penguins.csv"]', penguins_csv=BYTES, other_csv=b""))
    files = exercise.own_reference.files
    assert {name: base64.b64decode(text) for name, text in exercise.questions.files.items()} == {"penguins.csv": BYTES}
    assert "files/penguins.csv" in public(files)
    assert digest_of(files) != digest_of({name: text for name, text in files.items() if "/" not in name})
    elsewhere = exercise_of(json.loads(zlib.decompress(packed(files))), Path("tiny"))
    assert elsewhere.questions.files == exercise.questions.files


def test_students_get_it_beside_the_starter_and_back(tmp_path: Path) -> None:
    """In every language; `--reset` restores it and keeps what a student made of it. An installation has it, too."""
    folder = course_with(tmp_path, '["penguins.csv"]', penguins_csv=BYTES)
    course = read_course(folder)
    for language in course.languages:
        given = dict(hand_out.copy_starters(course, tmp_path / language, language))
        own = next(path for path in given if path.name == "penguins.csv")
        assert own.read_bytes() == BYTES
        own.write_bytes(b"mine")
        [(restored, backup)] = hand_out.reset(course, tmp_path / language, "penguins.csv", language)
        assert (restored.read_bytes(), backup and backup.read_bytes()) == (BYTES, b"mine")
    assert folder / "exercises" / "tiny" / "files" / "penguins.csv" in list(course.content())


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (
            '["weights.npz"]',
            r"toml, line 1: weights\.npz is to be shipped, and there is no file exercises/tiny/files/weights\.npz",
        ),
        ('["penguins.csv", "linked.csv"]', r"linked\.csv is to be shipped, and there is no file"),
        ('["../en/tiny.py"]', r"files\[0\] is '\.\./en/tiny\.py', but must be the name of a file"),
        ('["/etc/hosts"]', r"files\[0\] is '/etc/hosts', but must be"),
        ('["penguins.csv", ".."]', r"files\[1\] is '\.\.', but must be"),
        ('[""]', r"files\[0\] is '', but must be"),
        ('["tiny.py"]', r"files\[0\] is 'tiny\.py', but must be .* no script, notebook or README\.md"),
        ('["README.md"]', r"files\[0\] is 'README\.md', but must be"),
        ('[".gradetape.toml"]', r"files\[0\] is '\.gradetape\.toml', but must be"),
        ('"penguins.csv"', r"files is 'penguins\.csv', but must be a list"),
        ("[7]", r"files\[0\] is 7, but must be"),
        ('["large.bin", "penguins.csv"]', r"the files to be shipped have more than 10 MB"),
    ],
)
def test_what_can_not_be_shipped_is_told_when_the_exercise_is_read(tmp_path: Path, listed: str, told: str) -> None:
    """A path, a name of ours, a file that is missing or leads elsewhere, too much of it: in one line of exercise.toml."""
    course = course_with(tmp_path, listed, penguins_csv=BYTES)
    place = course / "exercises" / "tiny" / "files"
    (place / "linked.csv").symlink_to(course / "reference" / "tiny" / "solution.py")
    with (place / "large.bin").open("wb") as large:
        large.truncate(shipped.MOST_MB * 2**20)
    with pytest.raises(ExerciseError, match=told) as caught:
        exercise_in(course)
    assert [fault.file for fault in caught.value.faults] == ["exercise.toml"]  # type: ignore[attr-defined]


def test_as_much_as_is_allowed_is_shipped(tmp_path: Path) -> None:
    """The bound itself is within it."""
    course = course_with(tmp_path, '["large.bin"]', large_bin=bytes(shipped.MOST_MB * 2**20))
    assert {*exercise_in(course).questions.files} == {"large.bin"}
