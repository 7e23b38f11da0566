"""`grade verify` says what to mend in an exercise that isn't sound."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader.exercise import CONTENT, LANGUAGES

Command = Callable[..., CompletedProcess[str]]
SLUG = "tiny"
FILES = {
    "exercise.toml": """
format_version = 1
slug = "tiny"
[[parts]]
name = "double"
definition = "double"
checks = { doubles = 1 }
[[parts]]
name = "square"
definition = "square"
checks = { squares = 1 }
""",
    "checks.py": """
from grader import check

def draw(rng):
    return float(rng.uniform(2, 3))

@check(part="double")
def doubles(work, draw):
    return {"doubled": work.double(draw)}

@check(part="square")
def squares(work, draw):
    return {"squared": work.square(draw)}
""",
    "solution.py": """
def double(x):
    return 2 * x

def square(x):
    return x * x
""",
    "misconceptions.py": """
from grader import misconception

@misconception(part="double")
def halved(x):
    return x / 2

@misconception(part="square")
def doubled(x):
    return x + x
""",
}
TEXTS = """
title = "Tiny"
[parts]
double = "doubling"
square = "squaring"
[checks]
doubles = { title = "doubles", hint = "twice" }
squares = { title = "squares", hint = "times itself" }
[misconceptions]
halved = "It halves."
doubled = "It doubles."
"""
STARTER = """
def double(x):
    raise NotImplementedError

def square(x):
    raise NotImplementedError
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of an exercise that is sound, with its starter where it belongs."""
    reference = tmp_path / "reference" / SLUG
    reference.mkdir(parents=True)
    for name, content in {**FILES, "texts.en.toml": TEXTS, "texts.uk.toml": TEXTS}.items():
        (reference / name).write_text(content, encoding="utf-8")
    for language in LANGUAGES:
        starter = tmp_path / "exercises" / SLUG / language / f"{SLUG}.py"
        starter.parent.mkdir(parents=True)
        starter.write_text(STARTER, encoding="utf-8")
    return reference


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(result: CompletedProcess[str]) -> list[str]:
    """Give what is to be mended."""
    return [line for line in result.stdout.splitlines() if line.startswith("✗")]


def test_a_sound_exercise(command: Command, folder: Path) -> None:
    """Exit code 0, one word that it is sound, and the matrix: each misconception fails the check of its part."""
    result = command("verify", folder, "--seeds", "2")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "tiny is sound." in result.stdout
    assert re.search(r"^halved +x +\.$", result.stdout, re.MULTILINE)
    assert re.search(r"^doubled +\. +x$", result.stdout, re.MULTILINE)


def test_a_reference_that_fails(command: Command, folder: Path) -> None:
    """A reference whose numbers differ from run to run is told with check and seed."""
    rewrite(folder / "solution.py", "return 2 * x", "import time\n    return 2 * x + time.time_ns() % 1_000_000")
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("reference does not pass doubles with seed 1" in line for line in said(result))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_that_passes(command: Command, folder: Path, language: str) -> None:
    """A starter with a part filled in gives points for nothing, in whichever language it is."""
    starter = folder.parents[1] / "exercises" / SLUG / language / f"{SLUG}.py"
    rewrite(starter, "def square(x):\n    raise NotImplementedError", "def square(x):\n    return x * x")
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert said(result) == [f"✗ The starter ({language}) passes squares with seed 1: it earns points for nothing."]


def test_a_misconception_that_nobody_catches(command: Command, folder: Path) -> None:
    """A misconception that gives the right numbers is none, or lacks a check; and the check lacks a misconception."""
    rewrite(folder / "misconceptions.py", "return x + x", "return x ** 2")
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("No check of square catches the misconception doubled" in line for line in said(result))
    assert any("No misconception fails squares" in line for line in said(result))


def test_two_misconceptions_alike(command: Command, folder: Path) -> None:
    """Two that give the same evidence would always be named together."""
    text = '@misconception(part="double")\ndef shrunk(x):\n    return x * 0.5\n'
    rewrite(folder / "misconceptions.py", '@misconception(part="square")', text + '\n@misconception(part="square")')
    for code in ("en", "uk"):
        rewrite(folder / f"texts.{code}.toml", 'halved = "It halves."', 'halved = "It halves."\nshrunk = "It shrinks."')
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("halved and shrunk give the same evidence" in line for line in said(result))


def test_a_sign_that_the_reference_has_too(command: Command, folder: Path) -> None:
    """A value that right code gives as well tells no mistake; one that differs does, beside a mistake as a whole."""
    signed = '@misconception(part="double", told_by="doubles.{}")\ndef shrunk(x):\n    return x * 0.5\n\n'
    for code in ("en", "uk"):
        rewrite(folder / f"texts.{code}.toml", 'halved = "It halves."', 'halved = "It halves."\nshrunk = "It shrinks."')
    first = '@misconception(part="double")\ndef halved'
    rewrite(folder / "misconceptions.py", first, signed.format("doubled") + first)
    assert command("verify", folder, "--seeds", "1").returncode == 0
    rewrite(folder / "misconceptions.py", "doubles.doubled", "doubles.nothing")
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("doubles.nothing, by which shrunk is told" in line for line in said(result))


def test_a_missing_text(command: Command, folder: Path) -> None:
    """A text that one language lacks is told with its file."""
    rewrite(folder / "texts.uk.toml", 'halved = "It halves."\n', "")
    result = command("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert "texts.uk.toml has no text for misconception halved" in result.stderr


def test_the_exercise_that_comes_with_the_package(command: Command) -> None:
    """What students are given is sound; the whole proof, on more seeds, is the command's."""
    result = command("verify", "linear_regression", "--seeds", "1", timeout_s=900)
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_is_no_exercise(command: Command, tmp_path: Path) -> None:
    """A folder that holds no exercise, and an unknown slug, are refused in a sentence."""
    shutil.copytree(CONTENT / "exercises", tmp_path / "nothing")
    for named in ("nothing", "unknown"):
        result = command("verify", named)
        assert result.returncode == 2
        assert "There is no exercise" in result.stderr
