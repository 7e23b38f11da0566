"""How long a child may be waited for: what it spends waiting for a core, because others run, isn't its own time."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

MOST = 3
"""Nobody is waited for longer than so many times a limit, however little of the machine it gets."""
NANOSECOND = 1e-9


class Clock:
    """The time of one child since the clock was made.

    Linux counts for how long a thread was ready to run and had no core (proc(5), schedstat); that of the main thread, which
    runs student code, is taken off. A thread that sleeps, waits for a lock or for the disk isn't ready to run, so its
    time passes as ever, and so does all time where there is no such count.
    """

    def __init__(self, pid: int) -> None:
        self._counts = Path(f"/proc/{pid}/schedstat")
        self._waited_s = self._waited_so_far_s()
        self.began = time.monotonic()

    def seconds(self) -> float:
        """Return how much time counts by now: at least a third of what has passed."""
        passed = time.monotonic() - self.began
        waited = max(0.0, self._waited_so_far_s() - self._waited_s)
        return max(passed / MOST, passed - waited)

    def taken_off(self) -> float:
        """Return how much of what has passed doesn't count."""
        return max(0.0, time.monotonic() - self.began - self.seconds())

    def _waited_so_far_s(self) -> float:
        with contextlib.suppress(OSError, ValueError):
            _, waited, _ = self._counts.read_text().split()
            return int(waited) * NANOSECOND
        return 0.0
