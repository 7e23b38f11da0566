"""`grade watch` in tmux, a terminal that people have, which answers as xterm does where the emulator is more lenient."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.environment import PLAIN
from tests.support.terminals import PATIENCE_S
from tests.support.watched import NAME, SOLUTION, SUM, WAITING, replaced

TMUX = shutil.which("tmux")
HEIGHT = 40
WIDTHS = (60, 80, 100, 132)
WIDEST = 100
KEYS = ("h one more hint", "n next failing check", "r new data")

pytestmark = pytest.mark.skipif(TMUX is None, reason="needs tmux on the PATH")


class Tmux:
    """Runs `grade watch` in a detached tmux of its own, in a folder with the submission."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")
        environment = {**os.environ, **PLAIN, "COLUMNS": "", "LINES": "", "XDG_STATE_HOME": str(folder / "state")}
        size = ("-x", str(WIDTHS[0]), "-y", str(HEIGHT))
        words = [sys.executable, "-m", "grader", "watch", "--seed", "7"]
        self._tmux("-f", os.devnull, "new-session", "-d", *size, "-c", str(folder), *words, env=environment)

    def _tmux(self, *words: str, env: dict[str, str] | None = None) -> str:
        result = subprocess.run(
            [str(TMUX), "-u", "-S", self._socket, *words],
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        return result.stdout

    def lines(self) -> list[str]:
        """Return the lines that tmux shows."""
        return self._tmux("capture-pane", "-p").split("\n")

    def until(self, holds: Callable[[list[str]], bool]) -> None:
        """Wait until the lines of the screen are as described."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(lines := self.lines()):
            assert time.monotonic() < deadline, "\n".join(lines)
            time.sleep(0.05)

    def resize(self, width: int) -> None:
        """Make the terminal as wide as that."""
        self._tmux("resize-window", "-x", str(width), "-y", str(HEIGHT))

    def close(self) -> None:
        """End tmux and what runs in it."""
        self._tmux("kill-server")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Tmux]:
    """Give a terminal in which a submission with one mistake is watched."""
    (tmp_path / NAME).write_text(SUM, encoding="utf-8")
    tmux = Tmux(tmp_path)
    yield tmux
    tmux.close()


def test_no_last_column_is_lost(watched: Tmux, tmp_path: Path) -> None:
    """Points, frames and keys are whole at the widths that people have, on every line from the first to the last."""
    for width in WIDTHS:
        watched.resize(width)
        watched.until(lambda lines, width=width: is_whole(lines, width))
    replaced(tmp_path / NAME, SOLUTION)
    watched.until(lambda lines: lines[0].endswith(" 100 / 100") and "Every check passed." in text_of(lines))


def is_whole(lines: list[str], width: int) -> bool:
    """Whether a failing check is shown, and no line of a screen of that width lacks its end."""
    framed = [line for line in lines if line.startswith(("╭", "│", "╰"))]
    return (
        WAITING in text_of(lines)
        and "still to pass" in text_of(lines)
        and len(lines[0]) == min(width, WIDEST)
        and lines[0].endswith(" 90 / 100")
        and bool(framed)
        and all(line.endswith(("╮", "│", "╯")) for line in framed)
        and all(any(key in line for line in lines) for key in KEYS)
        and any(line.endswith("q quit") for line in lines)
    )


def text_of(lines: list[str]) -> str:
    """Return what a screen says, however its lines are broken."""
    return " ".join(" ".join(lines).split())
