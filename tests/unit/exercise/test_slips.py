"""Thirty slips that authors make, each in one line of a sound exercise: told with its file, its line, and how to mend it.

Those that show only when the exercise runs are in `tests/pipeline/test_verify.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.errors import ExerciseError
from grader.exercise.course import read_course
from grader.exercise.load import read_exercise
from tests.support.paths import TINY

MISTAKES = """from grader import misconception


@misconception(part="double")
def squared(x):
    return x * x
"""
TEXTS = """
[misconceptions]
squared = "It squares."
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Give the folder of a course with one sound exercise, with whose faults nothing else can be confused."""
    folder = tmp_path / "course"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("tensorflow", "__pycache__"))
    reference = folder / "reference" / "tiny"
    (reference / "misconceptions.py").write_text(MISTAKES, encoding="utf-8")
    for code in ("en", "uk"):
        with (reference / f"texts.{code}.toml").open("a", encoding="utf-8") as file:
            file.write(TEXTS)
    read_course(folder).exercise("tiny")
    return folder


def slipped(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return text


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "told"),
    [
        # exercise.toml, by itself.
        ("exercise.toml", 'slug = "tiny"', 'slug = "tiny', 2, "Illegal character"),
        ("exercise.toml", "[limits]", "[limits", 14, "Expected ']' at the end of a table declaration"),
        ("exercise.toml", 'definition = "add"\n', "", 9, "parts[1].definition is missing"),
        ("exercise.toml", "definition = ", "definiton = ", 6, "definiton is unknown; did you mean definition?"),
        ("exercise.toml", "adds = 4", "adds = -4", 12, "checks.adds is -4, but must be a number from 0 to 1000000"),
        ("exercise.toml", "adds = 4", 'adds = "4"', 12, "checks.adds is '4', but must be a number from 0 to 1000000"),
        ("exercise.toml", "memory_mb", "memory", 17, "limits.memory is unknown; did you mean memory_mb?"),
        ("exercise.toml", "check_s = 2", "check_s = 20", 15, "check_s is 20, longer than the whole run, which run_s ends after 4 s: raise run_s"),
        ("exercise.toml", "format_version = 1", "format_version = 2", 1, "format_version is 2, this gradetape reads 1"),
        ("exercise.toml", 'slug = "tiny"', 'slug = "tinny"', 2, "the folder is called 'tiny': give them one name"),
        ("exercise.toml", 'name = "add"', 'name = "double"', 10, "there are several parts called double: keep one, or rename"),
        ("exercise.toml", 'definition = "add"', 'definition = "add"\nneeds = ["duoble"]', 12, "add needs duoble, which isn't a part (did you mean double?)"),
        ("exercise.toml", "[limits]", '[modules]\nneeded = ["numpy.random"]\n[limits]', 15, "modules.needed[0] is 'numpy.random', but must be the name of a module, without dots"),
        ("exercise.toml", "[limits]", '[unmissed]\nadd = "x"\n[limits]', 15, "unmissed names add, which isn't a check (did you mean adds?)"),
        # Against checks.py and solution.py.
        ("exercise.toml", "adds = 4", "add = 4", 12, "add has points but no probe in checks.py (did you mean adds?)"),
        ("exercise.toml", "{ doubles = 6 }", "{}", 7, "doubles has a probe but no points: add it to `checks` of its part"),
        ("exercise.toml", 'definition = "add"', 'definition = "add"\narguments = "a, b"', 12, "add has the arguments (a, b) here and (x, y) in solution.py, line 5"),
        # checks.py.
        ("checks.py", "from grader import check", "from grader import chekc", 3, "ImportError: cannot import name 'chekc'"),
        ("checks.py", 'check(part="double")', 'check(part="double"', 10, "SyntaxError: '(' was never closed"),
        ("checks.py", '@check(part="add")', '@check(prat="add")', 16, "TypeError: check() got an unexpected keyword argument 'prat'"),
        ("checks.py", '@check(part="add")', '@check(part="ad")', 16, "adds is a check of ad here and of add in exercise.toml"),
        ("checks.py", '@check(part="add")', '@check(part="add", draws=0)', 16, "adds has 0 draws: give it 1 to 100"),
        ("checks.py", '@check(part="add")', '@check(part="add", calls=("dubble",))', 16, "adds uses dubble, which isn't a part (did you mean double?)"),
        ("checks.py", '@check(part="add")', '@check(part="add", calls=("add",))', 16, "adds uses add, the part that it checks: name only other parts"),
        # solution.py and misconceptions.py.
        ("solution.py", "def add(", "def added(", None, "this doesn't define add, which is a part (did you mean added?)"),
        ("solution.py", "    return x + y", "return x + y", 6, "IndentationError: expected an indented block"),
        ("misconceptions.py", 'part="double"', 'part="dobule"', 4, "squared is a misconception of dobule, which isn't a part (did you mean double?)"),
        ("misconceptions.py", '(part="double")', "", 4, "squared.part is missing"),
        ("misconceptions.py", "x * x", "double(x) ** 2", 6, "squared uses double, in whose place it stands, so it would call itself. Copy what it needs"),
        ("misconceptions.py", "def squared", "def double", 4, "misconception double has the same name as a part"),
        # texts.*.toml.
        ("texts.en.toml", 'title = "A tiny exercise"', 'title = ""', 1, "title is '', but must be a string that isn't empty"),
        ("texts.uk.toml", '[checks.adds]\ntitle = "adds"\nhint = "The sum."\n', "", 7, "there is no text for check adds: add it under checks"),
        ("texts.uk.toml", "[checks.adds]", "[checks.addds]", 11, "there is a text for addds, which isn't a check (did you mean adds?)"),
        ("texts.uk.toml", 'hint = "The sum."', 'hint = "Adds"', 13, "the hint of check adds only repeats its title: say where to look"),
        ("texts.uk.toml", 'add = "add"', 'add = "Double"', 5, "part add has the title of part double: give each its own"),
        # course.toml.
        ("course.toml", 'languages = ["en", "uk"]', 'languages = ["english", "uk"]', 4, "languages[0] is 'english', but must be the code of a language, such as 'en'"),
        ("course.toml", '["tiny"]', '["tiny", "tiny"]', 5, "exercises names tiny twice"),
        ("course.toml", '["tiny"]', '["tiny", "tiny_"]', 5, "there is no folder reference/tiny_ (did you mean tiny?)"),
    ],
)  # fmt: skip
def test_slips(course: Path, file: str, old: str, new: str, at: int | None, told: str) -> None:  # noqa: PLR0917 (the columns of the table)
    """The line is that of what to mend, or of the table in which something is missing; and what belongs there is told."""
    reference = course / "reference" / "tiny"
    slipped((course if file == "course.toml" else reference) / file, old, new)
    with pytest.raises(ExerciseError) as caught:
        list(read_course(course).exercises())
    found = [fault for fault in caught.value.faults if told in fault.text]
    assert [(fault.file, fault.line) for fault in found] == [(file, at)], str(caught.value)
    place = file if at is None else f"{file}, line {at}"
    assert f"\n  {place}: " in str(caught.value)


def test_slips_are_told_together(course: Path) -> None:
    """Of several files, each of them once, file by file and from the top."""
    reference = course / "reference" / "tiny"
    slipped(reference / "checks.py", '@check(part="add")', '@check(part="add", draws=0)')
    slipped(reference / "exercise.toml", "definition = ", "definiton = ")
    slipped(reference / "exercise.toml", "run_s", "runs_s")
    with pytest.raises(ExerciseError) as caught:
        read_exercise(reference)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("exercise.toml", 4),
        ("exercise.toml", 6),
        ("exercise.toml", 16),
        ("checks.py", 16),
    ]
    assert str(caught.value).splitlines()[0] == f"{reference} has 4 faults:"
