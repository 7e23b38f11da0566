"""However an exercise's files are damaged, they are read and can be graded with, or their author is told what is wrong."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.errors import ExerciseError
from grader.exercise.load import read_exercise
from grader.grading import version_traps
from grader.grading.judge import judge
from grader.grading.score import score
from grader.i18n import speech
from grader.model import Cell, Evidence, Exercise, Observation, Outcome, Submission
from grader.reports import FORMATS, Page, Report
from tests.support.damage import damage_data, whole_exercise

CHUNK = 250
ODD_TEXT = ("", "(", "\0", "'''", "}", "]", "=", "\t", "raise ValueError(checks)\n", "None", "-1", '"', "\\", "é")
PAGES = tuple(Page(speech(language), everything=True) for language in ("en", "uk"))


@pytest.fixture(scope="module")
def whole() -> dict[str, str]:
    """Give the files of an exercise in which everything stands that may stand there."""
    return whole_exercise()


def write(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def damage_text(_name: str, text: str, chance: random.Random) -> str:
    """Cut, drop, double or swap lines and words, or put something odd between them."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return chance.choice(ODD_TEXT)
    place, at = chance.randrange(len(lines)), chance.randrange(len(text))
    words = sorted({word for word in text.replace('"', " ").replace("(", " ").split() if word.isidentifier()})
    match chance.choice(("cut", "drop", "double", "swap", "odd", "word")):
        case "cut":
            return text[:at]
        case "drop":
            return "".join(lines[:place] + lines[place + 1 :])
        case "double":
            return "".join(lines[: place + 1] + lines[place:])
        case "swap":
            other = chance.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
            return "".join(lines)
        case "odd":
            return text[:at] + chance.choice(ODD_TEXT) + text[at:]
    return text.replace(chance.choice(words), chance.choice([*words, "x", "-1"]), 1) if words else text


def damaged(whole: dict[str, str], chance: random.Random) -> dict[str, bytes]:
    """Give the files with one to three damages; now and then one is missing, or not a text."""
    files = dict(whole)
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice(sorted(files))
        kinds: list[Callable[[str, str, random.Random], str]] = [damage_text]
        kinds += [] if name.endswith(".py") else [damage_data, damage_data]
        files[name] = chance.choice(kinds)(name, files[name], chance)
    found = {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
    one = chance.choice(sorted(found))
    fate = chance.random()
    if fate < 0.03:
        del found[one]
    elif fate < 0.05:
        found[one] += b"\xff"
    return found


def grade(exercise: Exercise) -> None:
    """Grade a submission that gave other values than the reference, and make its reports, without a process."""
    row = np.array([1.0, 2.0, 3.0])
    values = {**dict.fromkeys(("number", "w", "b"), np.array(0.5)), **dict.fromkeys(("sums", "x", "y"), row)}
    right = Observation({**values, "heights": np.ones((3, 3))})
    wrong = Observation({**right.values, "number": np.array(1.0), "sums": row + 1})
    reference, student = (
        Evidence(dict.fromkeys(exercise.questions.all(), seen), 7, versions={"keras": "3.1"}) for seen in (right, wrong)
    )
    handed_in = Submission("tiny.py", "tiny", "sha256:0", (Cell(None, "def double(x):\n    return double(x)\n"),))
    verdicts = judge(exercise, handed_in, reference=reference, student=student)
    assert {verdict.outcome for verdict in verdicts} <= {Outcome.PASSED, Outcome.FAILED}
    verdicts = version_traps.name_traps(exercise, handed_in, verdicts, student)
    made = score(exercise, handed_in, verdicts=verdicts, problems=(), reference=reference, student=student)
    assert 0 <= made.total.score <= made.total.max_score
    assert set(exercise.questions.in_order_of_use()) == {part.name for part in exercise.outline.parts}
    for page in PAGES:
        for form in ("terminal", "json", "html"):
            assert FORMATS[form](Report((made,)), page)


def test_whole_it_is_read(whole: dict[str, str], tmp_path: Path) -> None:
    """Without any damage there is no fault, and everything of the files is in the exercise."""
    exercise = read_exercise(write(tmp_path / "tiny", {name: text.encode() for name, text in whole.items()}))
    grade(exercise)
    assert [
        len(x)
        for x in (
            exercise.questions.checks,
            exercise.questions.misconceptions,
            exercise.questions.traps,
            exercise.questions.drawings,
        )
    ] == [
        3,
        2,
        1,
        3,
    ]
    assert exercise.reference.matrix
    assert exercise.reference.unmissed
    assert exercise.questions.modules.needed


@pytest.mark.parametrize("first", range(0, 2000, CHUNK))
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_damaged_it_is_graded_or_refused(first: int, whole: dict[str, str], tmp_path: Path) -> None:
    """Each damaged folder is an exercise that can be graded, or one error that says what is wrong; and nothing else."""
    read = 0
    for seed in range(first, first + CHUNK):
        files = damaged(whole, random.Random(seed))
        folder = write(tmp_path / "tiny", files)
        try:
            grade(read_exercise(folder))
            read += 1
        except ExerciseError as error:
            said, told = [str(fault) for fault in error.faults], str(error)
        except Exception as error:
            changed = [name for name in whole if files.get(name) != whole[name].encode()]
            raise AssertionError(f"seed {seed}, in which {changed} were damaged") from error
        else:
            continue
        assert said
        assert told.splitlines()[1:] == [f"  {fault}" for fault in said]
        assert all(fault.partition(": ")[2] for fault in said)
    assert CHUNK * 0.05 < read < CHUNK * 0.6
