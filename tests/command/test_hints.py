"""`grade hint`: one hint more each time."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import paths
from tests.support.courses import write_course
from tests.support.installation import HALF, RIGHT

SOLUTION = paths.SOLUTION.read_text(encoding="utf-8")


Command = Callable[..., subprocess.CompletedProcess[str]]


def test_the_command(tiny_here: Command, tmp_path: Path) -> None:
    """One hint more each time, none where all is right, and another check begins anew."""
    file = tmp_path / "tiny.py"
    file.write_text(HALF, encoding="utf-8")

    def ask(part: str) -> str:
        result = tiny_here("hint", part, "--seed", "7", XDG_STATE_HOME=str(tmp_path / "state"))
        assert result.returncode == 0, result.stderr
        return " ".join(result.stdout.split())

    assert 'Hint 1 of 3 on `add`: `add` fails the check "adds". Look at line 5.' in ask("add")
    assert "Hint 2 of 3 on `add`: The sum." in ask("add")
    assert "passes every check" in ask("double")
    file.write_text(RIGHT.replace("2 * x", "3 * x"), encoding="utf-8")
    assert "Hint 1 of 3 on `double`" in ask("double")


def test_without_a_part_it_is_about_what_the_report_starts_with(tiny_here: Command, tmp_path: Path) -> None:
    """Of code that can't run it says what the report says; where all is right, that nothing is open."""
    file = tmp_path / "tiny.py"

    def ask(text: str, *words: str) -> str:
        file.write_text(text, encoding="utf-8")
        result = tiny_here("hint", *words, "--seed", "7", XDG_STATE_HOME=str(tmp_path / "state"))
        assert result.returncode == 0, result.stderr
        return " ".join(result.stdout.split())

    assert ask(HALF).startswith("Hint 1 of 3 on `add`:")
    assert ask(HALF, "tiny.py").startswith("Hint 2 of 3 on `add`:")
    assert ask(RIGHT) == "All checks pass, so no hints are needed."
    broken = ask(HALF.replace("def add(x, y):", "def add(x, y)"))
    assert broken.startswith("SyntaxError: expected ':'")
    assert "(line 5) Look at this line and the one before it." in broken


@pytest.mark.parametrize("part", [(), ("double",)])
def test_where_the_reference_fails_nothing_is_said_to_pass(
    part: tuple[str, ...], tiny_here: Command, tmp_path: Path
) -> None:
    """Whether a part is named or not: the fault is the exercise's."""
    course = write_course(tmp_path / "course")
    solution = course / "reference" / "tiny" / "solution.py"
    solution.write_text(solution.read_text(encoding="utf-8").replace("2 * x", "missing * x"), encoding="utf-8")
    (tmp_path / "tiny.py").write_text(RIGHT, encoding="utf-8")
    result = tiny_here("hint", *part, "--course", course, "--seed", "7", XDG_STATE_HOME=str(tmp_path / "state"))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("The reference solution itself failed here.")


def test_a_part_by_its_id(command: Command, tmp_path: Path) -> None:
    """Who types the exercise's id of a part is answered with the name that students define."""
    (tmp_path / "linear_regression.py").write_text(
        SOLUTION.replace("tf.Variable(5.0)", "tf.Variable(6.0)", 1), encoding="utf-8"
    )
    result = command("hint", "model", "--seed", "7", XDG_STATE_HOME=str(tmp_path / "state"))
    assert "Hint 1 of 3 on `MyModel`:" in " ".join(result.stdout.split())


def test_a_part_that_there_is_not(tiny_here: Command, tmp_path: Path) -> None:
    """Whoever mistypes a part is told which there are."""
    (tmp_path / "tiny.py").write_text(RIGHT, encoding="utf-8")
    result = tiny_here("hint", "doubel")
    assert result.returncode == 2
    assert "There is no part `doubel`. Did you mean `double`? The parts are: double, add." in result.stderr
