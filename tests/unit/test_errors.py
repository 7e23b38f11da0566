"""The errors are the tree that their module's docstring draws, and speak in whole sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import errors, promises
from grader.cli import main
from grader.errors import GraderError, InternalError, MachineError, SubmissionError
from grader.i18n import speech
from grader.model import Promise
from grader.reasons import SENTENCES, Explanation, Reason


def drawn() -> dict[str, tuple[str | None, int | None]]:
    """Read the tree of the docstring: each class with its parent and its exit code."""
    found: dict[str, tuple[str | None, int | None]] = {}
    above: list[tuple[int, str]] = []
    for line in re.findall(r"(?m)^[│├└─ ]*\w+Error\b.*$", errors.__doc__ or ""):
        match = re.fullmatch(r"([│├└─ ]*)(\w+)(?:\s+(\d)\s.*)?", line)
        assert match
        above = [(column, name) for column, name in above if column < len(match[1])]
        found[match[2]] = (above[-1][1] if above else None, int(match[3]) if match[3] else None)
        above.append((len(match[1]), match[2]))
    return found


def every_error(top: type[GraderError]) -> list[type[GraderError]]:
    return [top, *(below for error in top.__subclasses__() for below in every_error(error))]


def test_the_tree_is_as_drawn() -> None:
    """Every class is drawn under its parent, and nothing is drawn that isn't there; the program has no others."""
    assert main.crashes  # the command is imported, and with it everything that raises
    parents = {e.__name__: e.__base__.__name__ if e is not GraderError else None for e in every_error(GraderError)}
    assert {name: parent for name, (parent, _) in drawn().items()} == parents
    assert {e.__module__ for e in every_error(GraderError)} == {errors.__name__}


@pytest.mark.parametrize("error", every_error(GraderError)[1:], ids=lambda error: error.__name__)
def test_exit_codes_are_as_drawn(error: type[GraderError]) -> None:
    """Each class ends the command with the code beside its name, and what is not foreseen is the grader's fault."""
    assert error.exit_code == drawn()[error.__name__][1]
    assert GraderError.exit_code == InternalError.exit_code


def test_the_sentence_is_filled_in() -> None:
    """An error's text is its sentence with the facts, which may themselves contain braces."""
    error = MachineError("{path}: larger than {limit} MB.", path="{limit}.py", limit=32)
    assert str(error) == "{limit}.py: larger than 32 MB."


def test_the_sentence_is_translated_before_it_is_filled_in() -> None:
    """Another language is given the sentence with its names, not the facts, and may put them in another order."""
    error = MachineError("{path}: larger than {limit} MB.", path="a.py", limit=32)
    asked = []

    def translate(sentence: str) -> str:
        asked.append(sentence)
        return "{limit} MB < {path}"

    assert error.said(translate) == "32 MB < a.py"
    assert asked == ["{path}: larger than {limit} MB."]


def test_phrases_among_the_facts_are_translated() -> None:
    """A fact that is a tuple holds phrases of ours, and is said in the language of its sentence."""
    error = MachineError("Missing: {missing}.", missing=("no network", "nor changed"))
    assert str(error) == "Missing: no network, nor changed."
    assert error.said(lambda phrase: f"({phrase})") == "(Missing: (no network), (nor changed).)"


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_said(reason: Reason, language: str) -> None:
    """Each has a sentence in both languages, of whose facts none is lost."""
    names = re.findall(r"{(\w+)}", SENTENCES[reason])
    said = Explanation(reason, {name: f"<{name}>" for name in names}).said(speech(language))
    assert all(f"<{name}>" in said for name in names)
    english = Explanation(reason, {name: f"<{name}>" for name in names}).said(speech("en"))
    assert (said == english) is (language == "en" or reason is Reason.KEPT_TEXT)


def test_what_stops_one_submission_can_be_kept() -> None:
    """An error for one submission carries its reason and its facts as text, however they were given."""
    error = SubmissionError(Reason.TOO_LARGE, path=Path("a.py"), limit=32)
    assert error.explanation == Explanation(Reason.TOO_LARGE, {"path": "a.py", "limit": "32"})
    assert str(error) == error.explanation.said(speech("en"))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_promise_can_be_said(language: str) -> None:
    """Each has words of its own, in both languages."""
    said = [promises.named([promise], speech(language)) for promise in Promise]
    assert len({*said}) == len(Promise)
    assert (said == [promises.SENTENCES[promise] for promise in Promise]) is (language == "en")
