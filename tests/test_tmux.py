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

from tests.conftest import PLAIN
from tests.terminals import PATIENCE_S
from tests.test_watch import NAME, SOLUTION, SUM, WAITING, replaced

TMUX = shutil.which("tmux")
HEIGHT = 40

pytestmark = pytest.mark.skipif(TMUX is None, reason="needs tmux on the PATH")


class Tmux:
    """Runs `grade watch` in a detached tmux of its own, in a folder with the submission."""

    def __init__(self, folder: Path, width: int) -> None:
        self._socket = str(folder / "tmux")
        environment = {**os.environ, **PLAIN, "COLUMNS": "", "LINES": "", "XDG_STATE_HOME": str(folder / "state")}
        size = ("-x", str(width), "-y", str(HEIGHT))
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

    def until(self, holds: Callable[[str], bool]) -> list[str]:
        """Wait until the whole screen, however its lines are broken, is as described, and return its lines."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(" ".join(" ".join(lines := self.lines()).split())):
            assert time.monotonic() < deadline, "\n".join(lines)
            time.sleep(0.05)
        return lines

    def close(self) -> None:
        """End tmux and what runs in it."""
        self._tmux("kill-server")


@pytest.fixture
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tmux]:
    """Give a terminal of the width asked for, in which a submission with one mistake is watched."""
    (tmp_path / NAME).write_text(SUM, encoding="utf-8")
    tmux = Tmux(tmp_path, request.param)
    yield tmux
    tmux.close()


@pytest.mark.parametrize("watched", [60, 80, 100, 132], indirect=True)
def test_no_last_column_is_lost(watched: Tmux, tmp_path: Path) -> None:
    """Points, frames and keys are whole at the widths that people have, on every line from the first to the last."""
    lines = watched.until(lambda text: WAITING in text and "Failing check" in text)
    assert lines[0].endswith(" 90 / 100")
    assert all(line.endswith(("╮", "│", "╯")) for line in lines if line.startswith(("╭", "│", "╰")))
    for key in ("h one more hint", "n next failing check", "r new questions"):
        assert any(key in line for line in lines)
    assert any(line.endswith("q quit") for line in lines)
    replaced(tmp_path / NAME, SOLUTION)
    lines = watched.until(lambda text: WAITING in text and "Every check passed." in text)
    assert lines[0].endswith(" 100 / 100")
