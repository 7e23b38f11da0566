"""`%grade` in a real kernel: what is defined at that moment is graded as a file would be, below the cell."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.grading.pipeline import Grader
from grader.i18n import speech
from grader.model import Exercise
from grader.reports import FORMATS, Page, Report
from grader.submission.read import read_submission
from tests.support.environment import SEED
from tests.support.paths import SAMPLE

pytest.importorskip("ipykernel")

WRONG = """
def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))
"""
RIGHT = """
def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y))
"""
ENDLESS = """
def loss(target_y, predicted_y):
    return 0
while True:
    pass
def loss(target_y, predicted_y):
    return 1
"""
PATIENCE_S = 300


class Kernel:
    """A running kernel, and a front end that names the cells it sends."""

    def __init__(self, client: Any, interrupt: Callable[[], None]) -> None:
        self._client = client
        self._interrupt = interrupt
        self.page = ""

    def begin(self, source: str, cell: str | None = None) -> None:
        """Have a cell run."""
        content = {"code": source, "store_history": True, "allow_stdin": False}
        metadata = {"cellId": cell} if cell else {}
        message = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(message)
        self._asked = message["header"]["msg_id"]

    def end(self) -> str:
        """Wait until the cell has run; give what it shows as text; what is shown as a page is kept."""
        shown = []
        while True:
            message = self._client.get_iopub_msg(timeout=PATIENCE_S)
            if message["parent_header"].get("msg_id") != self._asked:
                continue
            content = message["content"]
            if content.get("execution_state") == "idle":
                return "".join(shown)
            shown.append(content.get("text") or content.get("data", {}).get("text/plain", ""))
            self.page = content.get("data", {}).get("text/html", self.page)
            shown += content.get("traceback", ())

    def run(self, source: str, cell: str | None = None) -> str:
        """Run a cell and give what it shows."""
        self.begin(source, cell)
        return self.end()

    def run_and_interrupt(self, source: str, cell: str) -> str:
        """Run a cell that doesn't end, and interrupt it."""
        self.begin(source, cell)
        time.sleep(2)
        self._interrupt()
        return self.end()


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """Give a kernel in an empty folder."""
    from jupyter_client.manager import start_new_kernel  # noqa: PLC0415 (only some tests here need a kernel)

    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path), startup_timeout=PATIENCE_S)
    yield Kernel(client, manager.interrupt_kernel)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_notebook_is_graded_as_its_file_is(
    kernel: Kernel, grader: Grader, exercise: Exercise, tmp_path: Path
) -> None:
    """Score, sentences, lines, named mistakes and curves are those of `grade FILE`, with `In [n]` for a cell's number."""
    sources = [cell.source for cell in nbformat.read(SAMPLE, as_version=4).cells if cell.cell_type == "code"]
    magic = f"%grade --seed {SEED} --lang en"
    cells = ["%load_ext grader", *sources, magic]
    path = tmp_path / SAMPLE.name
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    grade = grader.grade(exercise, read_submission(path), seed=SEED, listener=lambda _answered, _of: None)
    unnamed = replace(grade, submission=replace(grade.submission, path=""))
    expected = FORMATS["terminal"](Report((unnamed,)), Page(speech("en")))
    shown = [kernel.run(cell, f"cell-{number}") for number, cell in enumerate(cells)][-1]
    assert timeless(shown).endswith(timeless(expected))
    assert 'class="gradetape' in kernel.page


def timeless(report: str) -> str:
    """Give a report without the seconds it took, and with cells counted in one way and at one place in their lines."""
    return re.sub(r"[\d.]+ s · ", "", re.sub(r" +(?:In \[(\d+)\]|cell (\d+)), line", r" cell \1\2, line", report))


@pytest.mark.with_any_tensorflow
def test_what_counts_is_what_is_defined_now(kernel: Kernel, exercise: Exercise) -> None:
    """A cell that was redefined, edited, interrupted or run again: each verdict is about what the kernel has."""
    loss, whole = "%grade loss --lang en --seed 7", f"%grade --lang en --seed {SEED}"
    kernel.run("%load_ext grader")
    kernel.run(exercise.reference.solution.cells[0].source, "first")
    kernel.run(WRONG, "second")
    wrong = kernel.run(whole)
    assert "90 / 100" in wrong
    assert "In [3], line 2" in wrong
    assert "0 / 10" in kernel.run(loss)
    assert "KeyboardInterrupt" in kernel.run_and_interrupt(ENDLESS, "second")
    cut = kernel.run(loss)
    assert "0 / 10" in cut
    assert "in time" not in cut
    kernel.run(RIGHT, "second")
    assert "10 / 10" in kernel.run(loss)
    kernel.run(WRONG, "second")
    kernel.run(exercise.reference.solution.cells[0].source, "first")
    last = kernel.run(whole)
    assert "100 / 100" in last
    assert "Not in force" not in last


@pytest.mark.with_any_tensorflow
def test_a_part_alone_has_the_points_it_has_in_the_whole(kernel: Kernel, exercise: Exercise) -> None:
    """`%grade train` with a wrong loss: the error is carried forward there, too, and only train is shown."""
    kernel.run("%load_ext grader")
    kernel.run(f"{exercise.reference.solution.cells[0].source}\n{WRONG}")
    shown = kernel.run("%grade train --lang en")
    assert "25 / 25" in shown
    assert "correct apart from loss" in shown
    assert "MyModel " not in shown


@pytest.mark.with_any_tensorflow
def test_what_has_no_source_in_a_cell_is_asked_where_it_is(kernel: Kernel, exercise: Exercise, tmp_path: Path) -> None:
    """A part imported from the student's own module is graded, and the report says how, and what can't be done for it."""
    solution = exercise.reference.solution.cells[0].source
    (tmp_path / "my_loss.py").write_text(f"import tensorflow as tf\n{WRONG}")
    kernel.run("%load_ext grader")
    kernel.run(solution.replace("def loss(", "def my_own_loss("), "solution")
    kernel.run("from my_loss import loss", "own")
    kernel.run("weights.append(1.5)")
    shown = " ".join(kernel.run(f"%grade --lang en --seed {SEED}").split())
    assert "No cell that you ran defines `loss`" in shown
    assert "could not be tried with a correct `loss`, because no cell defines `loss`." in shown
    assert "which ran in this notebook's own process" in shown
    assert "MyModel ████████████ 10 / 10" in shown
    assert "save_checkpoint ████████████ 5 / 5" in shown
    assert "[1.5]" in kernel.run("print(weights)"), "the notebook goes on with what it had"


def test_what_can_not_be_graded_is_said_in_a_sentence(kernel: Kernel) -> None:
    """An unknown part, and options that don't exist or don't end, are answered without a traceback."""
    kernel.run("%load_ext grader")
    texts = [
        kernel.run(f"%grade {words}")
        for words in (
            "nonsense --exercise linear_regression --lang en",
            "--nonsense",
            "'",
            "--seed=-1 --lang en",
            "--lang en",
        )
    ]
    assert "There is no part `nonsense`." in texts[0]
    assert "--nonsense" in texts[1]
    assert "'-1' is not a whole number from 0 to 2147483647" in texts[3]
    assert "Choose one: %grade --exercise linear_regression" in texts[4]
    assert "Traceback" not in "".join(texts)
