"""Classes of any size for the tiny exercise, and what must be true of a batch of them."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.environment import PATIENCE_S
from tests.support.installation import HALF, RIGHT, ask


def many(number: int) -> dict[str, str]:
    """Give so many different programs, every other one half right."""
    return {f"s{n:03}": (HALF if n % 2 else RIGHT) + f"NUMBER = {n}\n" for n in range(number)}


def graded_once(output: Path, texts: int) -> None:
    """Expect one grading for each of so many texts, each with its verdicts, and everybody with one."""
    assert ask(output, "select count(*), count(distinct digest) from attempts") == [(texts, texts)]
    assert ask(output, "select count(*) from verdicts") == [(2 * texts,)]
    assert ask(output, "select count(*) from entries where attempt is null and digest is not null") == [(0,)]


def until(condition: Callable[[], bool], by: subprocess.Popen[str] | None = None, seconds: float = PATIENCE_S) -> None:
    """Wait until something holds; a process `by` which it comes to hold must not end before."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert by is None or by.poll() is None, f"ended with {by.returncode}: {by.communicate()}"
        assert time.monotonic() < deadline, "it didn't come to it"
        time.sleep(0.02)
