"""What starts the processes that run student code, however it does so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from grader.model import Isolate, Limits
from grader.sandbox.supervisor.process import ChildProcess
from grader.sandbox.supervisor.turns import Turns


class Launcher(Protocol):
    """Starts children; `about` says how, for a report, and `turns` who runs beside whom."""

    about: str
    isolation: Isolate
    turns: Turns

    def ready(self) -> Mapping[str, str]:
        """Wait until children can be started, and tell the versions they will run with."""

    def start(self, limits: Limits) -> ChildProcess:
        """Start a child that confines itself to a private folder and waits for its orders."""

    def alive(self) -> bool:
        """Whether it can still start children."""

    def close(self) -> None:
        """End everything that was started."""
