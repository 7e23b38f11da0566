"""How much confinement is asked for, what there is, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader import sandbox
from grader.errors import MachineError
from grader.exercise import HIDDEN
from grader.grading import Grader
from grader.model import Cell, Exercise, Limits, Submission
from grader.sandbox import bubblewrap, landlock
from grader.sandbox.canaries import ALWAYS, NEVER, PROMISES
from tests.conftest import SEED

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")


def silent(_answered: int, _of: int) -> None:
    pass


@contextmanager
def server(
    isolation: sandbox.Isolate = sandbox.Isolate.AUTO, without: tuple[str, ...] = ()
) -> Iterator[sandbox.Launcher]:
    started = sandbox.ForkServer(HIDDEN, isolation, without)
    try:
        yield started
    finally:
        started.close()


def writer(path: Path) -> Submission:
    """Give a submission that leaves a mark at a path outside its folder, if it can."""
    return Submission("s.py", "s", "", (Cell(None, f"open({str(path)!r}, 'w').write('here')\n"),))


def test_every_promise_is_kept_here(launcher: sandbox.Launcher) -> None:
    """On a kernel with Landlock and seccomp every canary is denied, and what isn't covered is said all the same."""
    _, isolation = sandbox.introduce(launcher, Limits())
    assert isolation.in_force == (*ALWAYS, *PROMISES)
    assert isolation.missing == NEVER


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap isn't installed, or may not make namespaces")
def test_bubblewrap_stands_in_for_landlock(exercise: Exercise) -> None:
    """Without Landlock, the same promises are kept under bubblewrap, and a right solution has full marks."""
    with server(without=("landlock",)) as wrapped:
        _, isolation = sandbox.introduce(wrapped, Limits())
        grade = Grader(wrapped).grade(exercise, exercise.solution, seed=SEED, listener=silent)
    assert isolation.missing == NEVER
    assert grade.total.score == 100


def test_off_says_what_is_open(exercise: Exercise, tmp_path: Path) -> None:
    """With --isolation off student code can do what the user can, and the grade says so."""
    with server(sandbox.Isolate.OFF) as unconfined:
        grade = Grader(unconfined).grade(exercise, writer(tmp_path / "mark"), seed=SEED, listener=silent)
    assert (tmp_path / "mark").exists()
    assert set(PROMISES) <= set(grade.isolation.missing)


def test_require_runs_nothing_where_a_promise_fails(exercise: Exercise, tmp_path: Path) -> None:
    """With --isolation require, a canary that isn't denied stops the command before any student code is run."""
    with (
        server(sandbox.Isolate.REQUIRE, without=("landlock", "bubblewrap")) as weak,
        pytest.raises(MachineError, match="can't confine"),
    ):
        Grader(weak).grade(exercise, writer(tmp_path / "mark"), seed=SEED, listener=silent)
    assert not (tmp_path / "mark").exists()
