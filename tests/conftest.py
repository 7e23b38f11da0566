"""What tests share: one set of processes that run student code, the exercise, and the command itself."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from grader import sandbox
from grader.exercise.course import hidden
from grader.grading.pipeline import Grader
from grader.model import Exercise
from tests.support import skips
from tests.support.environment import PATIENCE_S, PLAIN
from tests.support.examples import examples
from tests.support.exercises import FIRST
from tests.support.in_process import in_process
from tests.support.installation import Installation, install
from tests.support.shared import SharingGrader

# Submissions, whose names may begin with test_ as well.
collect_ignore = ["cases"]

settings.register_profile("ours", max_examples=examples(100), deadline=None)
settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which the tests of an installation run, and the one for all cases."""
    help_ = "run tests/installed with the wheel and the sdist in this folder, outside the checkout"
    parser.addoption("--built", metavar="DIR", help=help_)
    help_ = (
        "grade every case of tests/cases that the Keras at hand has, and verify every exercise; by default some of them"
    )
    parser.addoption("--every-case", action="store_true", help=help_)


def pytest_configure(config: pytest.Config) -> None:
    """Have all processes of these tests, and no others, share one that has TensorFlow loaded."""
    if os.getsid(0) == 0 and "PYTEST_XDIST_WORKER" in os.environ:
        # In a namespace that the leader of this session isn't in, there is nobody to stay for.
        os.setsid()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="gradetape-tests-")
        config.add_cleanup(partial(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True))
        config.add_cleanup(sandbox.stop_kept)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave what was collected to itself: thousands of tests, which the garbage collector would go through again and again."""
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of an installation out where nothing was built to install."""
    return True if collection_path.name == "installed" and not config.getoption("--built") else None


@pytest.fixture(scope="session")
def launcher() -> Iterator[sandbox.Launcher]:
    """Give the processes that run student code, as the command starts them in a terminal."""
    started = sandbox.launcher(hidden(), keep=True)
    yield started
    started.close()


@pytest.fixture(scope="session")
def grader(launcher: sandbox.Launcher, tmp_path_factory: pytest.TempPathFactory) -> Grader:
    """Give a grader that keeps the reference's evidence from test to test, and shares what misconceptions answer."""
    base = tmp_path_factory.getbasetemp()
    # A worker's folder lies in that of all of them.
    beside = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return SharingGrader(launcher, beside / "answers")


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    """Give the first exercise that comes with the package."""
    return FIRST


@pytest.fixture
def command(tmp_path: Path, launcher: sandbox.Launcher) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command `grade`, run as a user runs it a second time: a process of its own, in an empty folder."""
    # By now there is one that has TensorFlow loaded, or will have.
    del launcher

    def run(*words: str | Path, timeout_s: float = PATIENCE_S, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "grader", *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, **PLAIN, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout_s,
            check=False,
        )

    return run


@pytest.fixture
def own_command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command as `command` does, in this process: for what neither runs a submission nor is about a process."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return in_process(*words, cwd=tmp_path, environment={**PLAIN, **environment})

    return run


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give a gradetape that knows the tiny exercise alone, with a stand-in for TensorFlow that loads at once."""
    return install(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def tiny_command(tiny: Installation, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command as `command` does, where what is told is the same without TensorFlow: a start takes no seconds."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        # In this session, with which a process that has been kept ends.
        shell = tiny.environment(COLUMNS="80", **environment)
        return tiny.grade(*words, cwd=tmp_path, env=shell, start_new_session=False)

    return run


@pytest.fixture
def tiny_here(tiny: Installation, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command as `tiny_command` does, in this process."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return tiny.here(*words, cwd=tmp_path, COLUMNS="80", **environment)

    return run


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Give each worker that is done the next test, in the order in which they were collected: the quickest are the last."""
    from tests.support.workers import InOrder  # noqa: PLC0415 (called where pytest-xdist is installed)

    config.option.loadscopereorder = False
    return InOrder(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that is skipped for want of something that could be installed, where REQUIRE_ALL asks for it."""
    report = yield
    skips.failed_unless_allowed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file that is skipped as a whole in the same way."""
    report = yield
    skips.failed_unless_allowed(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped and why, without being asked."""
    for line in skips.lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line)
