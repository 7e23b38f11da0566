"""Sources in one file, or as a notebook: they are read as the files that others have apart."""

from __future__ import annotations

import json
from pathlib import Path

import jupytext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import ExerciseError
from grader.exercise.load import read_exercise
from grader.exercise.sections import script_of, sections

ONE = '''# %% [markdown]
# # Twice

# %%
def double(x):
    """Return twice `x`."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

# %% checks
from grader import check


@check(part="double")
def doubles(work):
    """Doubles 3."""
    return {"number": work.double(3)}

# %% misconceptions
@misconception(part="double")
def squares(x):
    """The number is squared."""
    return x * x
'''
PIECES = st.sampled_from(
    ["# %% checks\n", "# %% misconceptions\n", "# %% solution\n", "# %%\n", "x = 1\n", "\n", "# %% check\n"]
)


def exercise_in(folder: Path, **texts: str) -> Path:
    """Write an exercise called `twice` of these files, and give its folder."""
    made = folder / "twice"
    made.mkdir()
    for name, text in texts.items():
        (made / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return made


def test_one_file_is_a_whole_exercise(tmp_path: Path) -> None:
    """Title, part, check, points, hint and misconception come from one file; no child is given the solution's lines."""
    exercise = read_exercise(exercise_in(tmp_path, exercise_py=ONE))
    texts = exercise.outline.texts["en"]
    assert (texts.title, texts.parts) == ("Twice", {"double": "Return twice `x`"})
    assert exercise.outline.points == {"doubles": 1}
    assert [check.draws for check in exercise.questions.checks] == [1]
    assert texts.misconceptions == {"squares": "The number is squared."}
    assert "2 * x" not in exercise.questions.probes
    assert "x * x" not in exercise.questions.probes


@given(st.lists(PIECES))
def test_every_line_keeps_its_number(pieces: list[str]) -> None:
    """A section's lines stand where they stood, each in one section."""
    text = "".join(pieces)
    files = sections(text)
    for number, line in enumerate(text.splitlines()):
        held = [file for file in files.values() if line and file.splitlines()[number : number + 1] == [line]]
        assert len(held) == bool(line)


def test_one_thing_in_two_places(tmp_path: Path) -> None:
    """Where two files say the same, nobody guesses which is meant."""
    folder = exercise_in(tmp_path, exercise_py=ONE, solution_py="def double(x):\n    return 3 * x\n")
    with pytest.raises(ExerciseError, match=r"exercise\.py: solution\.py says the same"):
        read_exercise(folder)


def test_a_fault_is_told_by_the_file_that_was_written(tmp_path: Path) -> None:
    """With its line there, in whichever section it is."""
    slips = ONE.replace("def double(x)", "def doubel(x)").replace("def squares(x):", "def squares(x:")
    with pytest.raises(ExerciseError) as caught:
        read_exercise(exercise_in(tmp_path, exercise_py=slips))
    told = str(caught.value)
    assert "exercise.py: this doesn't define double, which is a part (did you mean doubel?)" in told
    assert f"exercise.py, line {slips.splitlines().index('def squares(x:') + 1}: SyntaxError" in told


SOLUTION, _, REST = ONE.partition("# %% checks\n")
CHECKS, _, MISTAKES = REST.partition("# %% misconceptions\n")


def test_the_solution_may_be_a_notebook(tmp_path: Path) -> None:
    """Its cells are read as the script that jupytext would make of it; IPython's own lines aren't run."""
    notebook = jupytext.reads(f"# %%\n# %matplotlib inline\n\n{SOLUTION}", fmt="py:percent")
    folder = exercise_in(tmp_path, checks_py=CHECKS, solution_ipynb=jupytext.writes(notebook, fmt="ipynb"))
    exercise = read_exercise(folder)
    assert exercise.outline.texts["en"].title == "Twice"
    source = exercise.own_reference.files["solution.py"]
    assert "# %matplotlib inline" in source
    assert [cell.source for cell in jupytext.reads(source, fmt="py:percent").cells] == [
        cell.source for cell in notebook.cells
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [1]}', '{"cells": [{"cell_type": "code", "source": 1}]}'])
def test_what_is_no_notebook(text: str, tmp_path: Path) -> None:
    """It is told by the file's name."""
    with pytest.raises(ValueError, match=r"notebook|Expecting value"):
        script_of(text)
    with pytest.raises(ExerciseError, match=r"solution\.ipynb: "):
        read_exercise(exercise_in(tmp_path, checks_py=CHECKS, solution_ipynb=text))


def test_no_notebook_of_an_older_format() -> None:
    """Format 3 had worksheets."""
    with pytest.raises(ValueError, match="format 4"):
        script_of(json.dumps({"worksheets": [], "nbformat": 3}))
