"""What tests share: one set of processes that run student code, the exercise, and the command itself."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import sandbox
from grader.exercise import HIDDEN, find_exercise
from grader.grading import Grader
from grader.model import Exercise

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
SEED = 7
# Whatever the tests themselves run in: no locale, no runner of a CI, no secret seed.
PLAIN = {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "COLUMNS": "80", "GITHUB_ACTIONS": "", "GRADETAPE_SEED": ""}


def keras_line() -> int:
    """Tell which Keras the tests run with: 2 (also as tf-keras) or 3."""
    legacy = os.environ.get("TF_USE_LEGACY_KERAS") in {"1", "true", "True"}
    major, minor = importlib.metadata.version("tensorflow").split(".")[:2]
    return 2 if legacy or (int(major), int(minor)) < (2, 16) else 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which the tests of an installation run."""
    help_ = "run tests/installed with the wheel and the sdist in this folder, outside the checkout"
    parser.addoption("--built", metavar="DIR", help=help_)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of an installation out where nothing was built to install."""
    return True if collection_path.name == "installed" and not config.getoption("--built") else None


@pytest.fixture(scope="session")
def launcher() -> Iterator[sandbox.Launcher]:
    """Give the processes that run student code, as the command starts them."""
    started = sandbox.launcher(HIDDEN)
    yield started
    started.close()


@pytest.fixture(scope="session")
def grader(launcher: sandbox.Launcher) -> Grader:
    """Give a grader that keeps the reference's evidence from test to test."""
    return Grader(launcher)


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    """Give the exercise that comes with the package."""
    return find_exercise("linear_regression")


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command `grade`, run as a user runs it: a process of its own, in an empty folder."""

    def run(*words: str | Path, timeout_s: float = 120, **environment: str) -> subprocess.CompletedProcess[str]:
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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Let a worker that is done take tests from another: the slow ones stand beside one another."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)
