"""A terminal with a program in it and somebody in front of it, who reads the screen and presses keys."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyte

from tests.support.environment import PLAIN

if TYPE_CHECKING:
    from typing_extensions import Self

# A machine that does much else at the same time is no failure.
PATIENCE_S = 120


class Terminal:
    """Runs `grade`, or another program, with the words given in a terminal of its own."""

    def __init__(
        self,
        *words: str,
        folder: Path,
        size: tuple[int, int] = (30, 80),
        program: Sequence[str] = (sys.executable, "-m", "grader"),
        **environment: str,
    ) -> None:
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.modes = self._modes()
        self.screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        size_of_terminal = {"COLUMNS": "", "LINES": ""}
        self.process = subprocess.Popen(
            [*program, *words],
            cwd=folder,
            env={
                **os.environ,
                **PLAIN,
                "TERM": "xterm-256color",
                "XDG_STATE_HOME": str(folder / "state"),
                **size_of_terminal,
                **environment,
            },
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
            preexec_fn=_takes_its_terminal,  # noqa: PLW1509 (no test runs threads of its own here)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)

    def text(self) -> str:
        """Give what is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, shown: str, besides: Callable[[str], bool] = lambda _text: True) -> str:
        """Look at the screen until something stands there, however lines are broken, and give all of it so."""
        deadline = time.monotonic() + PATIENCE_S
        while shown not in (text := " ".join(self.text().split())) or not besides(text):
            assert time.monotonic() < deadline, self.text()
            self.look(0.05)
        return text

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        """Wait for the end, read what is said until then, and give the exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.text()
            self.look(0.05)
        self.look(0.2)
        return self.process.returncode

    def is_as_before(self) -> bool:
        """Tell whether the terminal's modes are as they were, the cursor can be seen, and the first screen is back."""
        entered, left = self.sent.count(b"\x1b[?1049h"), self.sent.count(b"\x1b[?1049l")
        return self._modes() == self.modes and not self.screen.cursor.hidden and entered == left

    def _modes(self) -> list[Any]:
        return termios.tcgetattr(self._theirs)

    def look(self, wait_s: float = 0.2) -> None:
        """Take in what is sent, until nothing is for that long."""
        while select.select([self._ours], [], [], wait_s)[0]:
            data = os.read(self._ours, 65536)
            self.sent += data
            self._stream.feed(data)
            wait_s = 0.01


def _takes_its_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
