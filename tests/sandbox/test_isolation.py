"""How much confinement is asked for, what there is, and what is said of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader import sandbox
from grader.errors import MachineError
from grader.exercise.course import hidden
from grader.grading.pipeline import Grader
from grader.model import ALWAYS, NEVER, Cell, Exercise, Isolate, Limits, Promise, Submission
from grader.sandbox.confinement import bubblewrap, canaries, landlock
from grader.sandbox.confinement.canaries import CANARIES
from tests.support import scene
from tests.support.courses import install_course
from tests.support.environment import SEED

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")


def silent(_answered: int, _of: int) -> None:
    pass


@contextmanager
def server(isolation: Isolate = Isolate.AUTO, without: tuple[str, ...] = ()) -> Iterator[sandbox.Launcher]:
    started = sandbox.ForkServer(hidden(), isolation, without)
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
    assert isolation.in_force == (*ALWAYS, *CANARIES)
    assert isolation.missing == NEVER


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap isn't installed, or may not make namespaces")
def test_bubblewrap_stands_in_for_landlock(exercise: Exercise) -> None:
    """Without Landlock, the same promises are kept under bubblewrap, and a right solution has full marks."""
    with server(without=("landlock",)) as wrapped:
        _, isolation = sandbox.introduce(wrapped, Limits())
        grade = Grader(wrapped).grade(exercise, exercise.reference.solution, seed=SEED, listener=silent)
    assert isolation.missing == NEVER
    assert grade.total.score == 100


def test_off_says_what_is_open(exercise: Exercise, tmp_path: Path) -> None:
    """With --isolation off student code can do what the user can, and the grade says so."""
    with scene.stand_in(), server(Isolate.OFF) as unconfined:
        grade = Grader(unconfined).grade(exercise, writer(tmp_path / "mark"), seed=SEED, listener=silent)
    assert (tmp_path / "mark").exists()
    assert set(CANARIES) <= set(grade.isolation.missing)


def test_require_runs_nothing_where_a_promise_fails(exercise: Exercise, tmp_path: Path) -> None:
    """With --isolation require, a canary that isn't denied stops the command before any student code is run."""
    with (
        scene.stand_in(),
        server(Isolate.REQUIRE, without=("landlock", "bubblewrap")) as weak,
        pytest.raises(MachineError, match="can't confine"),
    ):
        Grader(weak).grade(exercise, writer(tmp_path / "mark"), seed=SEED, listener=silent)
    assert not (tmp_path / "mark").exists()


READER = """
import pathlib

def attempt():
    place = pathlib.Path({place!r})
    try:
        return {{"read": (place / "tiny" / "solution.py").read_text(), "listed": str([*place.rglob("*")])}}
    except OSError as error:
        return {{"denied": type(error).__name__}}
"""


@pytest.fixture
def site() -> Iterator[Path]:
    """Give a folder for installed packages; pytest's own would keep the user of a child out."""
    with tempfile.TemporaryDirectory(prefix="gradetape-tests-") as folder:
        Path(folder).chmod(0o755)
        packages = Path(folder, "site-packages")
        packages.mkdir()
        yield packages


@pytest.mark.parametrize("without", [(), ("landlock",)], ids=["Landlock", "bubblewrap"])
def test_an_installed_courses_reference_is_hidden(
    site: Path, monkeypatch: pytest.MonkeyPatch, without: tuple[str, ...]
) -> None:
    """It lies among installed packages, which student code may read; the reference can't be, and a canary tries that."""
    if without and not bubblewrap.works():
        pytest.skip("bubblewrap isn't installed, or may not make namespaces")
    # Landlock and bubblewrap leave student code the packages of this path.
    monkeypatch.syspath_prepend(str(site))
    reference = install_course(site).resolve() / "reference"
    for places, is_hidden in ((hidden(), True), (hidden()[:1], False)):
        assert (reference in places) is is_hidden
        with scene.stand_in():
            started = sandbox.ForkServer(places, Isolate.AUTO, without)
        try:
            reader = scene.submission(READER.format(place=str(reference)))
            evidence = sandbox.observe(started, scene.exercise(), reader, seed=SEED)
        finally:
            started.close()
        seen = evidence.observations[scene.QUESTION].values
        assert ("def double" in str(seen.get("read"))) is not is_hidden
        assert ("denied" in seen) is is_hidden
        assert Promise.NO_READING not in evidence.isolation.missing


def test_a_hidden_folder_that_can_be_read_is_told(tmp_path: Path) -> None:
    """The promise that nothing outside can be read isn't in force where a reference can be listed."""
    (tmp_path / "solution.py").write_text("x = 1", encoding="utf-8")
    assert Promise.NO_READING in canaries.isolation(tmp_path / "run", [tmp_path]).missing
