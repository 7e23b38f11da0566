"""What docs, examples and templates tell people: nothing to install that nobody owns, and no figure that isn't counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import shortest
from grader.exercise.course import built_in
from grader.exercise.load import read_exercise
from tests.support.exercises import EXERCISES
from tests.support.paths import ROOT

KINDS = ("*.md", "*.yml", "*.py", "*.html", "*.toml", "*.ipynb", "*.po")
FOLDERS = ("docs", "examples", "exercises", "reference", "grader", "requirements")
# What fetches a package by its name, up to the end of the line or of the code.
FETCHES = re.compile(r"\b(?:(?:pip|uv|pipx|conda|tool) (?:--?\S+ )*(?:install|add|run)|uvx|pip download)\b([^\n`]*)")
OURS = re.compile(r"gradetape(?:\[[\w,-]*\])?(?:[=<>~!].*)?")
USES = re.compile(r"(?m)^\s*-? ?uses: (\S+)")
# Who publishes what the examples use, and this action beside its own repository.
PUBLISHERS = ("actions/", "./")


def shown() -> Iterator[Path]:
    """Yield every file from which somebody may copy a command."""
    yield from sorted(ROOT.glob("*.md"))
    yield ROOT / "action.yml"
    for folder in FOLDERS:
        for kind in KINDS:
            yield from sorted((ROOT / folder).rglob(kind))


def fetched(text: str) -> Iterator[str]:
    """Yield the words after each command that fetches packages, without quotes and the like."""
    for match in FETCHES.finditer(text):
        yield from (word.strip("\"'()\\,.;:") for word in match[1].split())


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pip install gradetape", True),
        ("pip install 'gradetape[batch]'", True),
        ("python -I -m pip install --quiet gradetape", True),
        ("uv tool install gradetape==0.1.0", True),
        ("uvx gradetape", True),
        ("pip install ./gradetape", False),
        ("pip install './gradetape[dask]'", False),
        ("pip install gradetape-0.1.0-py3-none-any.whl", False),
        ("`pip install .` in the clone of gradetape", False),
    ],
)
def test_what_counts_as_installing_from_an_index(line: str, found: bool) -> None:
    """A bare name is looked up on an index; a path, a wheel or a sentence about it is not."""
    assert any(OURS.fullmatch(word) for word in fetched(line)) == found


def test_nothing_is_installed_by_a_name_that_nobody_owns() -> None:
    """No page, example, template or sentence of the program installs `gradetape` from an index."""
    found = []
    for path in shown():
        words = fetched(path.read_text(encoding="utf-8"))
        found += [(path.relative_to(ROOT).as_posix(), word) for word in words if OURS.fullmatch(word)]
    assert not found


def test_an_action_is_published_or_visibly_a_placeholder() -> None:
    """`uses:` names a known publisher, this repository, or something in angle brackets, which GitHub refuses."""
    for path in shown():
        if path.suffix in {".md", ".yml"}:
            for name in USES.findall(path.read_text(encoding="utf-8")):
                assert name.startswith(PUBLISHERS) or re.match(r"<[\w-]+>/", name), (path, name)


def test_a_placeholder_s_address_leads_nowhere() -> None:
    """Addresses in examples belong to a domain that is kept free for examples, or to what gradetape is about."""
    for path in sorted((ROOT / "examples" / "workflows").glob("*.yml")):
        for host in re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8")):
            assert host.endswith("example.org"), (path, host)


def test_the_table_of_graders_is_what_is_counted() -> None:
    """The page for authors has the very table that the script prints, with a row for each folder."""
    assert f"\n\n{shortest.table()}\n\n" in (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    assert {path.name for path in shortest.FOLDER.iterdir() if path.is_dir()} == {*shortest.GRADERS.values()}


@pytest.mark.parametrize("slug", built_in().slugs)
def test_what_an_exercise_takes_is_as_the_page_says(slug: str) -> None:
    """Parts, checks and misconceptions to the letter, and lines about as many."""
    exercise = EXERCISES[slug]
    page = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    [row] = (line for line in page.splitlines() if line.startswith(f"| `{slug}` |"))
    shown = [int(cell.removeprefix(" 2 × ")) for cell in row.strip("|").split("|")[1:]]
    questions = exercise.questions
    assert shown[:3] == [len(exercise.outline.parts), len(questions.checks), len(questions.misconceptions)]
    names = ("solution.py", "checks.py", "misconceptions.py", "texts.en.toml", "exercise.toml")
    written = [*(exercise.reference.folder / name for name in names), ROOT / "exercises" / slug / "source.py"]
    assert shown[3:] == [pytest.approx(shortest.lines(path), rel=0.1) for path in written]


def test_which_lines_are_counted(tmp_path: Path) -> None:
    """Those that aren't empty, comments as well; of a notebook, those of its cells."""
    script, notebook = tmp_path / "a.py", tmp_path / "a.ipynb"
    script.write_text("# %%\n\n  \nx = 1\n", encoding="utf-8")
    cells = [
        {"cell_type": "raw", "source": ["# BEGIN\n", "\n", "name: a"]},
        {"cell_type": "code", "source": "x = 1\n\ny = 2"},
    ]
    notebook.write_text(json.dumps({"cells": cells, "metadata": {"a": 1}}, indent=1), encoding="utf-8")
    assert (shortest.lines(script), shortest.lines(notebook)) == (2, 4)
    assert shortest.row("a", [script, notebook]) == "| a | 2 | 2 | 6 |"


def test_the_shortest_exercise_is_one() -> None:
    """What the table counts for gradetape is read without a fault, with a part, a check and a hint."""
    outline = read_exercise(shortest.FOLDER / "gradetape").outline
    texts = outline.texts["en"]
    assert ([*texts.parts], [*outline.points.values()]) == (["mean_squared_error"], [1])
    assert [check["hint"] for check in texts.checks.values()] == ["Square each difference before you take the mean."]
