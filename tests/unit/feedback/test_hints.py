"""One hint more each time: what comes after what, what is remembered, and the command that gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.feedback.hint_history import About, Memory, about
from grader.feedback.hints import first_open, hints_of, looking
from grader.feedback.wording import Wording
from grader.i18n import LANGUAGES, speech
from grader.model import Cause, Difference, Exercise, Grade, Outcome, Raised, Verdict, Where
from tests.support import small

ENGLISH = speech("en")
KEY = About("/home/a.py", "tiny", "loss", "value_of_loss")
OTHER = About("/home/a.py", "tiny", "train", "takes_a_step")
DIFFERENCE = Difference("number", 1.0, 2.0)


def hints(**facts: object) -> tuple[str, ...]:
    """Give all hints on one verdict."""
    grade = _explained(small.grade(small.verdict(**facts)))
    found = hints_of(Wording(ENGLISH, grade.exercise), grade.verdicts[0])
    return tuple(found.hint(number) for number in range(1, len(found) + 1))


def _explained(grade: Grade) -> Grade:
    """Give the grade with a text for the misconception `doubled`."""
    outline = grade.exercise
    texts = {code: replace(text, misconceptions={"doubled": "en doubled"}) for code, text in outline.texts.items()}
    return replace(grade, exercise=replace(outline, texts=texts))


# What comes after what ----------------------------------------------------------------------------


def test_of_a_wrong_value() -> None:
    """First which check fails and where to look, then its hint, then what came, last the known mistake."""
    assert hints(difference=DIFFERENCE, where=Where(2, 3), misconceptions=("doubled",)) == (
        '`loss` fails the check "en title of value_of_loss". Look at cell 2, line 3.',
        "en hint of value_of_loss",
        "en number: expected 1, got 2.",
        "en doubled",
    )


def test_of_a_wrong_value_without_more() -> None:
    """What isn't known is no hint: no empty ones are counted."""
    assert len(hints(difference=DIFFERENCE)) == 3


def test_of_an_error() -> None:
    """The message of an error isn't kept back, and nothing about values is said beside it."""
    trouble = Raised("TypeError", "no", 2)
    [only] = hints(cause=Cause.RAISED, trouble=trouble, where=Where(None, 2))
    assert only == '`loss` fails the check "en title of value_of_loss". `loss` raised TypeError: no (line 2)'


@pytest.mark.parametrize("cause", [Cause.NOT_ATTEMPTED, Cause.MISSING])
def test_of_what_is_not_written(cause: Cause) -> None:
    """It says where to start, and what is to be written there."""
    first, second = hints(outcome=Outcome.NOT_REACHED, cause=cause, where=Where(None, 4))
    assert "`loss` (en part loss)" in first
    assert "(line 4)" in first
    assert second == "en hint of value_of_loss"


def test_of_what_waits_for_another_part() -> None:
    """It names the part to start with, and nothing about this one."""
    [only] = hints(check="fits_well", outcome=Outcome.NOT_REACHED, cause=Cause.MISSING, because_of="loss")
    assert "Start with `loss`" in only
    assert "grade hint loss" in only


def test_the_part_to_start_with_is_named_as_it_is_written() -> None:
    """A hint that sends its reader elsewhere names the definition there, also in the command to type."""
    verdict = small.verdict("takes_a_step", because_of="fit")
    grade = small.grade(verdict)
    assert "Start with `compile_and_fit`" in hints_of(Wording(ENGLISH, grade.exercise), verdict).at_once
    assert "(grade hint compile_and_fit)" in hints_of(Wording(ENGLISH, grade.exercise), verdict).at_once


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_first_hint_says_that_wrong_code_is_right(exercise: Exercise, language: str) -> None:
    """The title of a check, which says what right code does, is quoted in a sentence that it didn't pass, or not yet."""
    voice = speech(language)
    for check in exercise.questions.checks:
        said = []
        for outcome, cause in ((Outcome.FAILED, Cause.RAISED), (Outcome.NOT_REACHED, Cause.NOT_ATTEMPTED)):
            verdict = Verdict(check.name, check.part, outcome, cause)
            title = hints_of(Wording(voice, exercise.outline), verdict).title
            assert Wording(voice, exercise.outline).check(check.name) in title
            said.append(title.replace(Wording(voice, exercise.outline).check(check.name), ""))
        assert all(
            any(word in sentence for word in ("fails", "has not run", "не проходить", "ще не")) for sentence in said
        )


def test_what_fails_is_said_while_its_mistake_is_looked_for() -> None:
    """The first check of those that fail; nothing is looked for where all passed, or where nothing is written."""
    two = small.grade(small.verdict("takes_a_step"), small.verdict("value_of_loss"))
    fails = '`loss` fails the check "en title of value_of_loss". Looking for the mistake …'
    assert looking(ENGLISH, two) == fails
    unwritten = small.verdict(outcome=Outcome.NOT_REACHED, cause=Cause.NOT_ATTEMPTED)
    passed = small.verdict(outcome=Outcome.PASSED, cause=None)
    assert looking(ENGLISH, small.grade(unwritten)) == looking(ENGLISH, small.grade(passed)) == ""


def test_the_first_open_check_of_a_part() -> None:
    """Of a part that passes there is none; of one that doesn't, the one that is its own fault."""
    passed = small.verdict("value_of_loss", outcome=Outcome.PASSED, cause=None)
    blamed = small.verdict("takes_a_step", because_of="loss")
    own = small.verdict("takes_a_step")
    grade = small.grade(passed, blamed, own)
    assert first_open(grade, "loss") is None
    assert first_open(grade, "train") is own


# What is remembered -------------------------------------------------------------------------------


def test_one_more_each_time(tmp_path: Path) -> None:
    """Hints are counted up to the last one, and another check is counted for itself."""
    file = tmp_path / "deep" / "hints.json"
    assert [Memory(file).give(KEY, 3) for _ in range(5)] == [True, True, True, False, False]
    assert Memory(file).given(KEY) == 3
    assert Memory(file).given(OTHER) == 0
    assert Memory(file).give(OTHER, 3)
    assert Memory(file).given(KEY) == 3


def test_what_is_seen_anyway_is_not_given_again(tmp_path: Path) -> None:
    """Where the title stands on the screen, the first hint asked for is the second."""
    memory = Memory(tmp_path / "hints.json")
    assert memory.give(KEY, 3, seen=1)
    assert memory.given(KEY) == 2


def test_fewer_hints_than_before(tmp_path: Path) -> None:
    """A check that has fewer hints now than were given has no more."""
    memory = Memory(tmp_path / "hints.json")
    for _ in range(4):
        memory.give(KEY, 4)
    assert not memory.give(KEY, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'{"a": 1}',
        b"[[]]",
        b"[7]",
        b'[["a", "b"]]',
        b'[["a", "b", "c", "d", "many"]]',
        b'[["a", "b", "c", "d", Infinity]]',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_broken_memory_is_no_error(tmp_path: Path, content: bytes) -> None:
    """A file that can't be understood is one in which nothing stands; it is written anew."""
    file = tmp_path / "hints.json"
    file.write_bytes(content)
    assert Memory(file).given(KEY) == 0
    Memory(file).give(KEY, 3)
    assert Memory(file).given(KEY) == 1


def test_a_memory_that_cannot_be_written(tmp_path: Path) -> None:
    """Where no file can be made, hints are counted as long as the command runs."""
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "hints.json")
    assert memory.give(KEY, 3)
    assert memory.given(KEY) == 1


def test_the_memory_stays_small(tmp_path: Path) -> None:
    """What was asked longest ago is forgotten first."""
    memory = Memory(tmp_path / "hints.json")
    memory.give(KEY, 3)
    for number in range(600):
        memory.give(replace(KEY, part=str(number)), 3)
    again = Memory(tmp_path / "hints.json")
    assert again.given(KEY) == 0
    assert again.given(replace(KEY, part="599")) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["hints.json"]


def test_a_path_is_one_from_everywhere() -> None:
    """A file named from its own folder is the same file as one named by its whole path."""
    verdict: Verdict = small.verdict()
    grade = small.grade(verdict)
    whole = replace(grade, submission=replace(grade.submission, path=str(Path("tiny.py").absolute())))
    assert about(grade, verdict) == about(whole, verdict)
