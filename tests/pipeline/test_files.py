"""Files as students really hand them in: each is graded, or refused with one sentence and exit code 3."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from grader.grading.pipeline import Grader
from grader.model import Exercise, NotPython, Outcome
from grader.submission.read import read_submission
from tests.support.environment import SEED
from tests.support.paths import CASES

Command = Callable[..., CompletedProcess[str]]


def silent(_answered: int, _of: int) -> None:
    pass


def cells_of(exercise: Exercise) -> list[str]:
    """Give the reference in pieces, as a notebook's cells."""
    source = exercise.reference.solution.cells[0].source
    head, rest = source.split("class MyModel(", 1)
    middle, tail = rest.split("class MyModelKeras(", 1)
    return [head, "class MyModel(" + middle, "class MyModelKeras(" + tail]


def notebook(sources: list[str], **extra: Any) -> dict[str, Any]:
    cells = [
        {"cell_type": "code", "execution_count": 9 - i, "metadata": {}, "outputs": [], "source": source, "id": f"c{i}"}
        for i, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra}


def noisy(exercise: Exercise) -> bytes:
    """Give a notebook with magics, shell lines, plots, cells that fail, and counts out of order."""
    head, middle, tail = cells_of(exercise)
    sources = [
        "%matplotlib inline\n!pip install tensorflow\nfiles = !ls\n?print\nimport math\n",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\n",
        head,
        "train(model, x, y)  # too early\n",
        "%%time\n" + middle,
        "%%bash\nrm -rf /  # no Python at all\n",
        "here is no Python\n",
        "%time answer = 6 * 7\nassert answer == 42\n",
        tail,
        "1 / 0\n",
    ]
    return json.dumps(notebook(sources)).encode()


def old_format(exercise: Exercise) -> bytes:
    """Give a notebook as IPython wrote them ten years ago."""
    cells = [
        {"cell_type": "code", "collapsed": False, "input": s, "language": "python", "metadata": {}, "outputs": []}
        for s in cells_of(exercise)
    ]
    content = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    return json.dumps(content).encode()


def plotting(exercise: Exercise) -> bytes:
    """Give the reference with a `training_loop` that draws its history, as the lecture does after it."""
    source = exercise.reference.solution.cells[0].source
    end = "    return weights, biases, losses\n"
    assert end in source
    drawn = (
        "    import matplotlib.pyplot as plt\n    plt.plot(weights, label='вага')\n    plt.legend()\n"
        "    plt.savefig('history.png')\n    plt.show()\n"
    )
    return source.replace(end, drawn + end).encode()


def source_of(exercise: Exercise) -> str:
    return "# Лінійна регресія: мій розв'язок\n" + exercise.reference.solution.cells[0].source


GRADED: dict[str, tuple[str, Callable[[Exercise], bytes]]] = {
    "noisy notebook": (".ipynb", noisy),
    "nbformat 3": (".ipynb", old_format),
    "plots in the training loop": (".py", plotting),
    "byte order mark and CRLF": (".py", lambda e: b"\xef\xbb\xbf" + source_of(e).replace("\n", "\r\n").encode()),
    "declared legacy encoding": (".py", lambda e: ("# coding: cp1251\n" + source_of(e)).encode("cp1251")),
    "old Macintosh line ends": (".py", lambda e: source_of(e).replace("\n", "\r").encode()),
    "percent script with a broken cell": (
        ".py",
        lambda e: "\n# %% [markdown]\n# text\n# %%\n".join([*cells_of(e), "def broken(:\n"]).encode(),
    ),
}


@pytest.mark.parametrize("name", GRADED)
def test_graded(name: str, exercise: Exercise, grader: Grader, tmp_path: Path) -> None:
    """What surrounds a right solution in a file costs it nothing."""
    suffix, content = GRADED[name]
    file = tmp_path / f"linear_regression{suffix}"
    file.write_bytes(content(exercise))
    grade = grader.grade(exercise, read_submission(file), seed=SEED, listener=silent)
    assert grade.total.score == 100


def test_problems_have_their_cell_and_line(exercise: Exercise, grader: Grader, tmp_path: Path) -> None:
    """What failed in a noisy notebook is told with the cell, counted among code cells, and the line in it."""
    file = tmp_path / "linear_regression.ipynb"
    file.write_bytes(noisy(exercise))
    grade = grader.grade(exercise, read_submission(file), seed=SEED, listener=silent)
    places = {
        (p.where.cell, p.where.line, p.trouble.error if isinstance(p.trouble, NotPython) else p.trouble.type)
        for p in grade.problems
        if p.where
    }
    assert {(4, 1, "NameError"), (7, 1, "SyntaxError"), (10, 1, "ZeroDivisionError")} <= places


def test_a_file_that_was_not_submitted_is_the_one_cause(exercise: Exercise, grader: Grader) -> None:
    """A notebook that reads a file has one problem, not one a cell, and the part that uses the data waits for it."""
    notebook = CASES / "linear_regression" / "notebook_that_reads_a_file" / "linear_regression.ipynb"
    grade = grader.grade(exercise, read_submission(notebook), seed=SEED, listener=silent)
    assert [(p.file, p.where and p.where.cell) for p in grade.problems] == [("measured.csv", 2)]
    waiting = [verdict for verdict in grade.verdicts if verdict.outcome is Outcome.NOT_REACHED]
    assert {(v.part, v.lacks and (v.lacks.name, v.lacks.trouble.file)) for v in waiting} == {
        ("training_loop", ("xs", "measured.csv"))
    }


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty script": (".py", b"", "no code"),
    "empty notebook": (".ipynb", b"", "this file is empty"),
    "notebook without code": (".ipynb", json.dumps(notebook([])).encode(), "no code"),
    "JSON that is no notebook": (".ipynb", b'{"cells": 3}', "not a Jupyter notebook"),
    "no JSON": (".ipynb", b"import tensorflow as tf\n", "not a Jupyter notebook"),
    "deep JSON": (".ipynb", b"[" * 100_000, "not a Jupyter notebook"),
    "not UTF-8": (".py", b"x = 1\ny = '\xff\xfe'\n", "line 2 is not UTF-8"),
    "UTF-16": (".ipynb", "{}".encode("utf-16"), "not UTF-8"),
    "slow codec": (".py", b"# coding: punycode\n", "declares the encoding"),
    "another kind of file": (".txt", b"w = 3\n", "Submit a .py or an .ipynb"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, own_command: Command, tmp_path: Path) -> None:
    """What can't be graded is refused in one sentence that names the file, with exit code 3 and no traceback."""
    suffix, content, sentence = REFUSED[name]
    file = tmp_path / f"linear_regression{suffix}"
    file.write_bytes(content)
    result = own_command(file)
    assert result.returncode == 3
    assert sentence in " ".join(result.stdout.split())
    assert file.name in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_crash_of_the_parser_is_the_childs(exercise: Exercise, grader: Grader, tmp_path: Path) -> None:
    """Source that no parser survives, or that is no Python, ends as points not earned, and never as our error."""
    for source in ("(" * 100_000, "x = " + "-" * 100_000 + "1", "a" * 1_000_000 + "\n", "\x00", "return 1\n"):
        file = tmp_path / "linear_regression.py"
        file.write_text(source + "\n" + exercise.reference.solution.cells[0].source, encoding="utf-8")
        grade = grader.grade(exercise, read_submission(file), seed=SEED, listener=silent)
        assert grade.problems
        assert grade.total.score in (0, 100)
