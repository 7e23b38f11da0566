"""How many processes are started for student code."""

from __future__ import annotations

from grader import sandbox
from grader.model import Limits
from grader.sandbox.supervisor.process import ChildProcess


class Counting:
    """The processes of another launcher, counted; they are shared, so nobody who has counted ends them."""

    def __init__(self, launcher: sandbox.Launcher) -> None:
        self._launcher = launcher
        self.started = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._launcher, name)

    def start(self, limits: Limits) -> ChildProcess:
        """Start one more."""
        self.started += 1
        return self._launcher.start(limits)

    def close(self) -> None:
        """Leave all to whoever started it."""
