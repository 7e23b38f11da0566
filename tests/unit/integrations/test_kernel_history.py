"""What a kernel has run becomes the cells of a submission: last texts, in places of first runs, and the later run wins."""

from __future__ import annotations

import pytest

from grader.errors import SubmissionError
from grader.integrations.kernel_history import MOST_CELLS, Run, before, cells_of
from grader.submission.read import LARGEST_CODE


def ran(*texts: tuple[str, str]) -> list[tuple[int, str]]:
    """Run cells, each an id and a text, one after another; give the numbers and texts that are graded."""
    runs = [Run(number, source, cell_id or None) for number, (cell_id, source) in enumerate(texts, start=1)]
    return [(cell.number or 0, cell.source) for cell in cells_of(runs)]


def test_cells_stand_in_the_order_in_which_they_were_run() -> None:
    """Without a second run nothing is moved, and each cell has its number in `In [n]`."""
    assert ran(("a", "import tensorflow as tf"), ("b", "x = 1")) == [(1, "import tensorflow as tf\n"), (2, "x = 1\n")]


def test_a_cell_counts_as_it_was_last_run_where_it_was_first_run() -> None:
    """An edited cell replaces its older text; imports that are run once more stay above what needs them."""
    cells = ran(("a", "import old"), ("b", "class Model(tf.Module): pass"), ("a", "import tensorflow as tf"))
    assert cells == [(3, "import tensorflow as tf\n"), (2, "class Model(tf.Module): pass\n")]


def test_what_a_cell_no_longer_defines_is_gone() -> None:
    """Nothing of a cell's older text is graded."""
    assert ran(("a", "def loss(): ...\ndef train(): ..."), ("a", "def loss(): ...")) == [(2, "def loss(): ...\n")]


def test_the_later_run_wins() -> None:
    """A cell that is run again after one further down which defines the same name runs once more at the end."""
    first, second = ("a", "def loss(): return 1\nx = 1"), ("b", "def loss(): return 2")
    assert ran(first, second) == [(1, f"{first[1]}\n"), (2, f"{second[1]}\n")]
    assert ran(first, second, first) == [(3, f"{first[1]}\n"), (2, f"{second[1]}\n"), (3, f"{first[1]}\n")]


def test_what_runs_once_more_is_followed_by_what_was_run_after_it() -> None:
    """A third definition that is newer than one that runs once more still wins."""
    cells = ran(("a", "f = 1"), ("b", "f = 2"), ("c", "f = 3"), ("a", "f = 4"), ("c", "f = 5"))
    assert cells[-1] == (5, "f = 5\n")
    assert [source for _, source in cells] == ["f = 4\n", "f = 2\n", "f = 5\n", "f = 4\n", "f = 5\n"]


def test_a_cell_stands_below_what_it_uses() -> None:
    """What raised until another cell was run, or until an import was added, stands below that one."""
    model, imports = ("a", "class Model(tf.Module): pass"), ("b", "import tensorflow as tf")
    assert ran(model, imports, model) == [(2, "import tensorflow as tf\n"), (3, "class Model(tf.Module): pass\n")]
    call, loop, step = ("c", "loop()"), ("d", "def loop(): step()"), ("e", "def step(x): return x")
    assert [source for _, source in ran(call, loop, call, step, call)] == [
        "def step(x): return x\n",
        "def loop(): step()\n",
        "loop()\n",
    ]


def test_cells_that_use_each_other_stay_as_they_were_run() -> None:
    """Two that need one another are in the order of their first runs, and what a cell defines itself it needs of none."""
    cells = ran(("a", "def f(): return g()"), ("b", "def g(): return f()"))
    assert [number for number, _ in cells] == [1, 2]
    assert [number for number, _ in ran(("a", "n = n + 1"), ("b", "n = 2"))] == [1, 2]


def test_cells_that_share_no_name_run_once() -> None:
    """Running the whole notebook again, from top to bottom, changes nothing but the numbers."""
    once = [("a", "import numpy"), ("b", "def f(): ..."), ("c", "print(f())")]
    assert [source for _, source in ran(*once, *once)] == [source for _, source in ran(*once)]


def test_without_ids_each_text_is_a_cell() -> None:
    """In a terminal the same text is one cell, and another text another one, of which the later wins."""
    cells = ran(("", "f = 1"), ("", "f = 2"), ("", "f = 2"))
    assert cells == [(1, "f = 1\n"), (3, "f = 2\n")]


def test_what_was_reset_is_not_graded() -> None:
    """`%reset` ends what came before it, and `%reset_selective` and a word in a text don't."""
    assert ran(("a", "f = 1"), ("b", "%reset -f"), ("c", "g = 2")) == [(2, "%reset -f\n"), (3, "g = 2\n")]
    assert len(ran(("a", "f = 1"), ("b", "%reset_selective g"), ("c", "'%reset'"))) == 3


def test_an_interrupted_cell_ends_before_what_was_interrupted() -> None:
    """The statements before it count, it itself and those after it don't; magics are no obstacle."""
    source = "f = 1\n%time g = 2\nwhile True:\n    pass\nh = 3\n"
    assert before(source, 4) == "f = 1\n%time g = 2\n"
    assert before("this is no Python\nwhile True: pass", 2) == "this is no Python\n"
    [cell] = cells_of([Run(1, source, "a", interrupted=3)])
    assert cell.source == "f = 1\n%time g = 2\n"


def test_a_history_without_end_is_refused() -> None:
    """More cells, or more code, than a submission may have is answered with what to do."""
    for runs in (
        [Run(number, f"f{number} = 1") for number in range(1, MOST_CELLS + 2)],
        [Run(1, "#" * (LARGEST_CODE + 1))],
    ):
        with pytest.raises(SubmissionError, match="Restart its kernel"):
            cells_of(runs)


def test_a_place_in_what_was_run_says_so() -> None:
    """A cell of a running notebook is told by its number in `In [n]`, with the line within it."""
    cells = cells_of([Run(3, "a = 1\nb = 2", "a"), Run(7, "c = 3", "b")])
    assert [(cell.number, cell.executed) for cell in cells] == [(3, True), (7, True)]
