"""What authors may leave out: parts, points and texts are read off the sources, and what they give comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import ExerciseError
from grader.exercise.course import built_in
from grader.exercise.files import DEFAULTS, public, read_files
from grader.exercise.load import read_exercise, read_outline

SOLUTION = '''# %% [markdown]
# # The spread of numbers
#
# Two functions.

# %%
def mean(values):
    """Return the mean of `values`."""
    return sum(values) / len(values)


def squares(values):
    return [(value - mean(values)) ** 2 for value in values]


def spread(values, ddof):
    """Return the variance of `values`.

    With `ddof`, the divisor is smaller.
    """
    return sum(squares(values)) / (len(values) - ddof)
'''
CHECKS = '''from grader import check


@check(part="spread")
def is_the_variance(work, rng):
    """Gives the variance of any numbers.

    Square the distances from the mean,
    and take their mean.
    """
    return {"variance": work.spread(rng.normal(size=5).tolist(), 0)}


@check(part="mean")
def of_one_number(work):
    return {"mean": work.mean([3.0])}
'''
MISTAKES = '''@misconception(part="mean")
def sum_of_all(values):
    """The sum isn't divided by how many numbers there are."""
    return sum(values)


@misconception(part="mean")
def first_value(values):
    return values[0]
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an exercise without exercise.toml and texts."""
    made = tmp_path / "spread_of_numbers"
    made.mkdir()
    for name, text in {"solution.py": SOLUTION, "checks.py": CHECKS, "misconceptions.py": MISTAKES}.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_parts_are_what_checks_name_in_the_order_of_the_solution(folder: Path) -> None:
    """Each has its own name, its arguments, the parts that it calls, also by way of a helper, and equal points."""
    outline = read_exercise(folder).outline
    assert [(part.name, part.definition, part.arguments, part.needs) for part in outline.parts] == [
        ("mean", "mean", "values", ()),
        ("spread", "spread", "values, ddof", ("mean",)),
    ]
    assert outline.points == {"of_one_number": 1, "is_the_variance": 1}
    assert outline.slug == "spread_of_numbers"


def test_docstrings_are_the_texts(folder: Path) -> None:
    """A docstring's first paragraph is the title, the rest the hint; where there is none, the task and names in words speak."""
    texts = read_exercise(folder).outline.texts["en"]
    assert texts.title == "The spread of numbers"
    assert texts.parts == {"mean": "Return the mean of `values`", "spread": "Return the variance of `values`"}
    assert texts.checks == {
        "is_the_variance": {
            "title": "Gives the variance of any numbers",
            "hint": "Square the distances from the mean, and take their mean.",
        },
        "of_one_number": {"title": "of one number", "hint": "Return the mean of `values`."},
    }
    assert texts.misconceptions == {
        "sum_of_all": "The sum isn't divided by how many numbers there are.",
        "first_value": "first value.",
    }


def test_what_is_given_comes_first(folder: Path) -> None:
    """A text or the parts that an author wrote stay as they are; only what is missing is filled in."""
    (folder / "texts.en.toml").write_text(
        'title = "Spread"\n[checks.of_one_number]\nhint = "Of one, it is that one."\n'
    )
    (folder / "exercise.toml").write_text(
        '[[parts]]\nname = "middle"\ndefinition = "mean"\nchecks = { of_one_number = 3 }\n'
    )
    (folder / "checks.py").write_text(CHECKS.replace('"mean")', '"middle")').replace('@check(part="spread")', ""))
    (folder / "misconceptions.py").unlink()
    outline = read_exercise(folder).outline
    assert outline.points == {"of_one_number": 3}
    texts = outline.texts["en"]
    assert texts.title == "Spread"
    assert texts.parts == {"middle": "Return the mean of `values`"}
    assert texts.checks["of_one_number"] == {"title": "of one number", "hint": "Of one, it is that one."}


def test_an_outline_needs_no_code(folder: Path) -> None:
    """A list of exercises says the same of it, and runs nothing."""
    whole = read_exercise(folder).outline
    (folder / "checks.py").write_text(f"raise SystemExit\n{CHECKS}")
    assert read_outline(folder) == whole


def test_what_is_handed_on_needs_no_solution(folder: Path) -> None:
    """Kits and workers have what was read off the sources, without them; a whole exercise hands on nothing more than its files."""
    kept = public(read_files(folder)[0])
    assert "solution.py" not in kept
    assert "sum(squares" not in json.dumps(kept)
    assert json.loads(kept[DEFAULTS])["settings"]["parts"][1]["needs"] == ["mean"]
    whole = built_in().exercise("linear_regression")
    assert DEFAULTS not in whole.own_reference.files


def test_a_check_of_something_that_is_not_there(folder: Path) -> None:
    """A part that no definition has is told, and isn't made up."""
    (folder / "solution.py").write_text(SOLUTION.replace("def mean", "def maen"))
    with pytest.raises(ExerciseError, match=r"solution\.py: this doesn't define mean"):
        read_exercise(folder)
