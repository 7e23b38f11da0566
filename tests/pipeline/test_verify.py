"""`grade verify` says what to mend in an exercise that isn't sound."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

from grader.authoring.verify import verify
from grader.cli.commands.verify import written
from grader.exercise.course import built_in
from grader.exercise.files import MATRIX
from grader.exercise.load import read_exercise
from grader.grading.misconceptions import questions_to
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES
from grader.paths import CONTENT
from grader.sandbox.protocol.frames import text_of
from tests.support.environment import SEED
from tests.support.exercises import EXERCISES
from tests.support.secrets import statements

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


def test_a_sound_exercise(tiny_here: Command, folder: Path) -> None:
    """Exit code 0, one word that it is sound, and the matrix: each misconception fails the check of its part."""
    result = tiny_here("verify", folder, "--seeds", "2")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "tiny is sound." in result.stdout
    assert re.search(r"^halved +x +\.$", result.stdout, re.MULTILINE)
    assert re.search(r"^doubled +\. +x$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("halved", "told"),
    [
        (
            "x / 2",
            "The first draw of doubles catches every misconception that its further draws catch: draws=1 is enough.",
        ),
        ("(2 if x == first_draw else 1) * x", "Only further draws of doubles catch: halved."),
    ],
)
def test_what_further_draws_are_for(tiny_here: Command, folder: Path, halved: str, told: str) -> None:
    """Of a check of several draws it is said which misconceptions need them, or that none does."""
    rewrite(folder / "checks.py", '@check(part="double")', '@check(part="double", draws=2)')
    first = float(np.random.default_rng([1, 0]).uniform(2, 3))
    rewrite(folder / "misconceptions.py", "x / 2", halved.replace("first_draw", repr(first)))
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 0, result.stdout + result.stderr
    assert told in result.stdout.splitlines()


def test_what_is_recorded_has_a_line_a_misconception(tiny_here: Command, folder: Path) -> None:
    """The matrix is read as it was written, and a second `--write` changes no byte of it."""
    for _ in range(2):
        assert tiny_here("verify", folder, "--seeds", "1", "--write").returncode == 0
        text = (folder / MATRIX).read_text(encoding="utf-8")
        assert len(re.findall(r'^  "(?:doubled|halved)": \{.+\},?$', text, re.MULTILINE)) == 2
        assert written(read_exercise(folder).own_reference.matrix) == text
    ((_, seen),) = read_exercise(folder).own_reference.matrix.items()
    assert seen == {"doubled": {"squares": ["wrong_value"]}, "halved": {"doubles": ["wrong_value"]}}


@pytest.mark.parametrize("slug", built_in().slugs)
def test_a_matrix_is_as_it_would_be_written(slug: str) -> None:
    """Of each exercise: so that recording it again shows only what changed."""
    exercise = EXERCISES[slug]
    assert (exercise.reference.folder / MATRIX).read_bytes() == written(exercise.reference.matrix).encode()


def test_what_is_recorded_is_in_alphabetical_order() -> None:
    """However the marks were gathered, the same ones give the same bytes."""
    assert written({"3": {}, "2": {"b": {"y": ["passed"], "x": []}, "a": {}}}) == (
        '{\n "2": {\n  "a": {},\n  "b": {"x": [], "y": ["passed"]}\n },\n "3": {\n\n }\n}\n'
    )


def test_a_reference_that_fails(tiny_here: Command, folder: Path) -> None:
    """A reference whose numbers differ from run to run is told with check and seed."""
    rewrite(folder / "solution.py", "return 2 * x", "import time\n    return 2 * x + time.time_ns() % 1_000_000")
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    (line,) = said(result)
    assert re.search(
        r"The reference does not pass doubles on 1 of 1 seeds, first on seed 1, draw 0: doubled is \d+\.\d+, but the check "
        r"expects \d+\.\d+\. Fix the solution or the check\.$",
        line,
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (
            "solution.py",
            "return 2 * x",
            "raise ValueError('two')",
            "ValueError: two was raised in solution.py, line 3.",
        ),
        ("checks.py", "work.double(draw)}", "work.duble(draw)}", "was raised in checks.py, line 9."),
        (
            "checks.py",
            "work.double(draw)}",
            "1 / 0}",
            "ZeroDivisionError: division by zero was raised in checks.py, line 9.",
        ),
        (
            "checks.py",
            "float(rng.uniform(2, 3))",
            "rng.nothing",
            "has no attribute 'nothing' was raised in checks.py, line 5.",
        ),
        ("solution.py", "return 2 * x", "import os; os._exit(3)", "its process ended by itself (status 3)."),
        ("solution.py", "return 2 * x", "while True: pass", "it was stopped at a limit (time: "),
        (
            "solution.py",
            "return 2 * x",
            "return missing * x",
            "NameError: name 'missing' is not defined was raised in solution.py, line 3.",
        ),
    ],
)
def test_what_goes_wrong_in_the_reference(  # noqa: PLR0917 (the columns of the table)
    tiny_here: Command, folder: Path, file: str, old: str, new: str, why: str
) -> None:
    """What the solution, a probe or the draw raises is told once a check, with the author's own line; on how many seeds."""
    rewrite(folder / file, old, new)
    with (folder / "exercise.toml").open("a", encoding="utf-8") as settings:
        settings.write("[limits]\ncheck_s = 1\nrun_s = 3\n")
    result = tiny_here("verify", folder, "--seeds", "2")
    lines = [line for line in said(result) if "The reference does not pass doubles" in line]
    assert result.returncode == 2, result.stdout + result.stderr
    assert len(lines) == 1
    assert "on 2 of 2 seeds, first on seed 1, draw 0: " in lines[0]
    assert why in lines[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "checks.py",
            '@check(part="double")',
            '@check(part="double", expect=same_as_reference("dubled"))',
            "checks.py, line 7: doubles passes a run that gives no value: `expect` names none that the probe gives; it gives doubled.",
        ),
        (
            "exercise.toml",
            'slug = "tiny"',
            'slug = "tiny"\nepochs = { dubled = 1 }',
            "exercise.toml, line 4: epochs names dubled, which no probe gives (did you mean doubled?).",
        ),
        (
            "exercise.toml",
            "checks = { squares = 1 }",
            'checks = { squares = 1 }\n[[plots]]\nname = "p"\nkind = "curves"\ncheck = "squares"\ncurves = ["sqared"]',
            "exercise.toml, line 16: plot p names sqared, which the probe of squares doesn't give (did you mean squared?).",
        ),
    ],
)
def test_what_no_probe_gives(  # noqa: PLR0917 (the columns of the table)
    tiny_here: Command, folder: Path, file: str, old: str, new: str, told: str
) -> None:
    """A name that no probe gives would have no effect, or let everybody pass; it is told with its line."""
    rewrite(folder / "checks.py", "from grader import check\n", "from grader import check, same_as_reference\n")
    for code in ("en", "uk"):
        with (folder / f"texts.{code}.toml").open("a", encoding="utf-8") as texts:
            texts.write('[plots.p]\ntitle = "p"\nx = "x"\ny = "y"\n' if "plots" in new else "")
    rewrite(folder / file, old, new)
    assert f"✗ {told}" in said(tiny_here("verify", folder, "--seeds", "1"))


def test_an_expectation_that_raises(tiny_here: Command, folder: Path) -> None:
    """It is the author's fault, in a line of checks.py; no report of a crash is written for it."""
    rewrite(
        folder / "checks.py",
        '@check(part="double")',
        'def odd(reference, student):\n    return student.vals\n\n@check(part="double", expect=odd)',
    )
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert result.stderr.splitlines()[-2:] == [
        f"grade: {folder} has one fault:",
        "  checks.py, line 8: AttributeError: 'Observation' object has no attribute 'vals'",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_that_passes(tiny_here: Command, folder: Path, language: str) -> None:
    """A starter with a part filled in gives points for nothing, in whichever language it is."""
    starter = folder.parents[1] / "exercises" / SLUG / language / f"{SLUG}.py"
    rewrite(starter, "def square(x):\n    raise NotImplementedError", "def square(x):\n    return x * x")
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    (line,) = said(result)
    assert line.startswith(
        f"✗ The starter ({language}) passes squares on 1 of 1 seeds, first on seed 1, so students would get"
    )


def test_a_misconception_that_nobody_catches(tiny_here: Command, folder: Path) -> None:
    """A misconception that gives the right numbers is none, or lacks a check; and the check lacks a misconception."""
    rewrite(folder / "misconceptions.py", "return x + x", "return x ** 2")
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("No check of square catches the misconception doubled" in line for line in said(result))
    assert any("No misconception fails squares" in line for line in said(result))


def test_two_misconceptions_alike(tiny_here: Command, folder: Path) -> None:
    """Two that give the same evidence would always be named together."""
    text = '@misconception(part="double")\ndef shrunk(x):\n    return x * 0.5\n'
    rewrite(folder / "misconceptions.py", '@misconception(part="square")', text + '\n@misconception(part="square")')
    for code in ("en", "uk"):
        rewrite(folder / f"texts.{code}.toml", 'halved = "It halves."', 'halved = "It halves."\nshrunk = "It shrinks."')
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("halved and shrunk give the same values" in line for line in said(result))


def test_a_sign_that_the_reference_has_too(tiny_here: Command, folder: Path) -> None:
    """A value that right code gives as well tells no mistake; one that differs does, beside a mistake as a whole."""
    signed = '@misconception(part="double", told_by="doubles.{}")\ndef shrunk(x):\n    return x * 0.5\n\n'
    for code in ("en", "uk"):
        rewrite(folder / f"texts.{code}.toml", 'halved = "It halves."', 'halved = "It halves."\nshrunk = "It shrinks."')
    first = '@misconception(part="double")\ndef halved'
    rewrite(folder / "misconceptions.py", first, signed.format("doubled") + first)
    assert tiny_here("verify", folder, "--seeds", "1").returncode == 0
    rewrite(folder / "misconceptions.py", "doubles.doubled", "doubles.nothing")
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert any("shrunk is to be recognized by doubles.nothing" in line for line in said(result))


def test_a_missing_text(tiny_here: Command, folder: Path) -> None:
    """A text that one language lacks is told with its file."""
    rewrite(folder / "texts.uk.toml", 'halved = "It halves."\n', "")
    result = tiny_here("verify", folder, "--seeds", "1")
    assert result.returncode == 2
    assert ": there is no text for misconception halved: add it under misconceptions" in result.stderr


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Verify every exercise where every case is asked for, and else the first: each takes minutes."""
    if "verified" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every-case")
        metafunc.parametrize("verified", built_in().slugs if every else built_in().slugs[:1])


def test_the_exercises_that_come_with_the_package(verified: str, grader: Grader) -> None:
    """What students are given is sound; and no answer of a misconception, which a kit holds, quotes a line of it."""
    exercise = EXERCISES[verified]
    proof = verify(exercise, grader, [SEED], lambda _doing: None)
    assert proof.matrix == exercise.own_reference.matrix
    assert proof.faults == ()
    assert len(proof.caught) > 20
    asked = [wrong for wrong in exercise.questions.misconceptions if wrong.name in proof.caught]
    known = grader.expected.ask(
        exercise, SEED, [question for wrong in asked for question in questions_to(exercise, wrong)]
    )
    answers = "\n".join(base64.b64decode(text_of(seen)).decode("latin-1") for seen in known.values())
    secret = statements(exercise.own_reference.mistakes.cells[1].source, {wrong.name for wrong in asked})
    assert len(secret) > 20
    assert [line for line in secret if line in answers] == []


def test_what_is_no_exercise(command: Command, tmp_path: Path) -> None:
    """A folder that holds no exercise, and an unknown slug, are refused in a sentence."""
    shutil.copytree(CONTENT / "exercises", tmp_path / "nothing")
    for named in ("nothing", "unknown"):
        result = command("verify", named)
        assert result.returncode == 2
        assert "There is no exercise" in result.stderr
