"""The student's terminal, taken over for a while and given back as it was, whatever happens in between."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import signal
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

# The other screen of a terminal, so that what was on it comes back; no cursor; no line wrapped by the terminal.
TAKEN = "\x1b[?1049h\x1b[?25l\x1b[?7l"
GIVEN_BACK = "\x1b[?7h\x1b[?25h\x1b[?1049l"
HOME, REST_OF_LINE, REST_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"
ARROWS = {"\x1b[A": "up", "\x1bOA": "up", "\x1b[B": "down", "\x1bOB": "down", "\x1b[5~": "back", "\x1b[6~": "on"}
# What a terminal sends for one key.
SENT = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)?|.", re.DOTALL)
# The same keys of a Ukrainian keyboard.
UKRAINIAN = dict(zip("ртфкй", "hnarq", strict=True))


class Screen:
    """Shows lines in place and reads single keys, on the terminal that stdin and stdout are."""

    def __init__(self) -> None:
        self._keyboard = sys.stdin.fileno() if sys.stdin.isatty() else None
        self._modes = termios.tcgetattr(self._keyboard) if self._keyboard is not None else None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.has_keys = self._keyboard is not None
        self._renewed = False

    def __enter__(self) -> Self:
        try:
            self._take()
            signal.signal(signal.SIGTSTP, self._suspended)
        except BaseException:
            # Ctrl-C, just now: there is no __exit__ yet.
            self._give_back()
            raise
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        self._give_back()

    def keys(self, wait_s: float) -> list[str]:
        """Wait that long for keys and give those that were pressed."""
        if self._keyboard is None:
            time.sleep(wait_s)
            return []
        if not select.select([self._keyboard], [], [], wait_s)[0]:
            return []
        data = os.read(self._keyboard, 1024)
        # The end of the input: the terminal is gone.
        return keys_in(self._decoder.decode(data)) if data else ["q"]

    def renewed(self) -> bool:
        """Return once that the terminal was taken again, and shows nothing of ours."""
        renewed, self._renewed = self._renewed, False
        return renewed

    def show(self, lines: Sequence[str]) -> None:
        """Show the lines in place of those before.

        Each is erased before it is written: after its last column, xterm and tmux would erase that column.
        """
        *above, last = lines or [""]
        written = "".join(f"{REST_OF_LINE}{line}\r\n" for line in above)
        self._write(f"{HOME}{written}{REST_OF_SCREEN}{last}")

    def _take(self) -> None:
        if self._keyboard is not None:
            # Ctrl-C and Ctrl-Z stay what they are.
            tty.setcbreak(self._keyboard, termios.TCSADRAIN)
        self._write(TAKEN)
        self._renewed = True

    def _give_back(self) -> None:
        # A terminal that was closed takes nothing any more.
        with contextlib.suppress(OSError, termios.error):
            self._write(GIVEN_BACK)
        with contextlib.suppress(OSError, termios.error):
            if self._keyboard is not None and self._modes is not None:
                termios.tcsetattr(self._keyboard, termios.TCSADRAIN, self._modes)

    def _suspended(self, _number: int, _frame: FrameType | None) -> None:
        """Give the terminal back to the shell, and take it again when the shell goes on with us."""
        self._give_back()
        signal.raise_signal(signal.SIGSTOP)
        self._take()

    @staticmethod
    def _write(text: str) -> None:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


def keys_in(text: str) -> list[str]:
    """Return the keys in what a terminal sent: letters, lower case and as on a Latin keyboard, and names of arrows."""
    found = []
    for sent in SENT.findall(text):
        # Of a key that we have no use for, no letter may be taken for a key.
        if not sent.startswith("\x1b"):
            found.append(UKRAINIAN.get(sent.lower(), sent.lower()))
        elif sent in ARROWS:
            found.append(ARROWS[sent])
    return found


@contextlib.contextmanager
def ends_at_signals() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C, SIGTERM and SIGHUP end the block as an exit does, so that everything is put back and ended.

    Python drops what a signal's handler raises if it happens to run in a destructor or a weak reference's callback. A
    loop calls what this gives, which raises once more what was dropped.
    """
    caught: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            # A second one must not cut the cleaning up short.
            signal.signal(number, signal.SIG_IGN)
        caught.append(number)
        end_if_caught()

    def end_if_caught() -> None:
        if caught:
            raise KeyboardInterrupt if caught[-1] == signal.SIGINT else SystemExit(128 + caught[-1])

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield end_if_caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
