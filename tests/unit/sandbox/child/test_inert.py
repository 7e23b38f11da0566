"""A module that only draws, where it isn't installed: drawing code runs to its end, and nothing of it is a number."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from grader.sandbox.child import inert, tensorflow

NAME = "a_module_that_only_draws"


@pytest.fixture(autouse=True)
def _standing_in() -> Iterator[None]:
    before = list(sys.meta_path)
    inert.stand_in_for([NAME, "json"])
    yield
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture
def plt() -> Any:
    """Give a module inside of the stand-in, as `import NAME.pyplot as plt` does."""
    return importlib.import_module(f"{NAME}.pyplot")


@pytest.mark.parametrize(
    "code",
    [
        f"import {NAME}.deep.down as deep; deep.Anything.of(1, x=2)",
        f"from {NAME} import lineplot; lineplot([1, 2], y=3)",
        f"import {NAME}; {NAME}.inner.use('agg'); print({NAME}.__version__)",
        "fig, ax = plt.subplots(); ax.plot([1]); ax.set(title='x')",
        "fig, (left, right) = plt.subplots(1, 2); left.plot([1])",
        "fig, [[a, b], [c, d]] = plt.subplots(2, 2); d.plot([1])",
        "counts, bins, patches = plt.hist([1])",
        "(line,) = plt.plot([1]); line.set_data([], [])",
        "figure, *axes, bar = plt.several(); bar.hide()",
        "fig, axes = plt.subplots(2); axes[0].plot([1]); axes[0, 1].plot([1])",
        "for axis, number in zip(plt.axes.flat, [1, 2]): axis.plot(number)",
        "with plt.style.context('x') as style, plt.rc_context({}): style.show()",
        "plt.rcParams['figure.figsize'] = (3, 4); del plt.rcParams['axes.grid']; 'x' in plt.rcParams",
        "plt.title = 'mine'; plt.legend().set_visible(False)",
        "print(f'{plt.gca()} {plt.gca():.2f}', '%s' % plt.gca(), str(plt.gca()))",
        "low, high = plt.ylim(); plt.ylim(low - 1, 1.1 * high); 2 ** -high / np.float32(2) + np.ones(3)",
        "def draw(ax: plt.Axes | None = None) -> plt.Figure: pass",
        "class Chart(plt.Figure):\n    def __init__(self):\n        super().__init__()\nChart()",
        "assert not isinstance(3, plt.Axes); assert plt",
        "@plt.interactive\ndef train(): return 7\nassert train() == 7",
    ],
)
def test_drawing_code_runs_to_its_end(plt: Any, code: str) -> None:
    """Whatever is usually done with a drawing module can be done with its stand-in."""
    exec(code, {"plt": plt, "np": np})


@pytest.mark.parametrize(
    "wanted",
    [
        float,
        int,
        complex,
        np.asarray,
        np.float32,
        tensorflow.plain,
        lambda value: np.mean([value, 1.0]),
        lambda value: [1, 2][value],
        lambda value: "%.2f" % value,  # noqa: UP031 (what a loop prints)
        lambda value: tensorflow.plain([value]),
        lambda value: tensorflow.plain(1.0 + value),
    ],
)
def test_it_is_never_a_number(plt: Any, wanted: Callable[[Any], object]) -> None:
    """Whoever wants a number of it is told which module isn't there."""
    with pytest.raises(TypeError, match=f"{NAME} isn't installed here"):
        wanted(plt.subplots())


@pytest.mark.parametrize("question", [len, lambda value: value < 1, round, open])
def test_it_answers_no_question(plt: Any, question: Callable[[Any], object]) -> None:
    """It has no length, no order and no path."""
    with pytest.raises(TypeError):
        question(plt.subplots())


def test_it_equals_nothing(plt: Any) -> None:
    """No comparison with a number, an array or another of its kind comes out true."""
    assert plt.number != 1.0
    assert not np.any(plt.number == np.ones(2))
    assert plt.number != plt.number


def test_an_installed_module_wins() -> None:
    """A name that is installed is never stood in for, nor is a part made up that an installed package hasn't got."""
    assert importlib.reload(importlib.import_module("json")).loads("1") == 1
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("json.no_such_part")


def test_only_what_is_listed_is_stood_in_for() -> None:
    """A module that the exercise doesn't list is missing as before."""
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("a_module_of_my_own")


def test_a_star_import_says_what_is_missing() -> None:
    """Nobody knows what `import *` would define, so the module is missing then, as it is without a stand-in."""
    with pytest.raises(ModuleNotFoundError) as caught:
        exec(f"from {NAME} import *", {})
    assert caught.value.name == NAME
