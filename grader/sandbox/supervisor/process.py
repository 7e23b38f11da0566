"""One running child as the trusted side holds it: its pipes, its private folder, and the means to end it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from grader.errors import InternalError
from grader.reasons import Reason
from grader.sandbox.confinement import private_folder
from grader.sandbox.confinement.canaries import canaries_of

SURVIVOR_S = 1.0
TIME_IS_UP = signal.SIGALRM


class ChildProcess:
    """One running child as the trusted side holds it: its pipes, its private folder, and the means to end it."""

    def __init__(self, pipes: Pipes, folder: Path, handle: Handle, ended: Callable[[], object]) -> None:
        self._pipes = pipes
        self.orders = pipes.orders_w
        self.evidence = pipes.evidence_r
        self.output = pipes.output_r
        self.pid = handle.pid
        self._handle = handle
        self._ended = ended
        self.folder = folder

    def interrupt(self) -> None:
        """Tell the child that its time is up."""
        self._handle.interrupt()

    def end(self) -> int | None:
        """Kill the child if it still runs, remove its folder, and tell its exit status (negative: the signal).

        Raises InternalError if something that it started still runs: the evidence pipe has another end then.
        """
        status = self._handle.end()
        alone = _at_end(self.evidence)
        self._pipes.close_ours()
        private_folder.remove(self.folder)
        for canary in canaries_of(self.folder):
            canary.unlink(missing_ok=True)
        self._ended()
        if not alone:
            raise InternalError(Reason.SURVIVOR)
        return status


class Handle(Protocol):
    """The means to end one child."""

    pid: int

    def interrupt(self) -> None:
        """Send it the signal that says that its time is up; nothing where it is gone."""

    def end(self) -> int | None:
        """Kill it if it still runs, and tell its exit status."""


class Pipes:
    """The three pipes of one child; made here, so that nothing of a student passes through the fork server.

    No read and no write on our ends blocks. Orders and evidence travel over sockets, because Linux lets a process
    open the other end of a pipe through /proc/self/fd, and a child could fill or empty it. Output stays a pipe, as
    programs expect: its child can only take away what it printed itself.
    """

    def __init__(self) -> None:
        self.orders_r, self.orders_w = _one_way()
        self.evidence_r, self.evidence_w = _one_way()
        self.output_r, self.output_w = os.pipe()
        for ours in (self.orders_w, self.evidence_r, self.output_r):
            os.set_blocking(ours, False)

    def close_theirs(self) -> None:
        """Close the child's ends, once the child has them."""
        for fd in (self.orders_r, self.evidence_w, self.output_w):
            os.close(fd)

    def close_ours(self) -> None:
        """Close the trusted side's ends, once nobody is asked any more."""
        for fd in (self.orders_w, self.evidence_r, self.output_r):
            os.close(fd)


def _one_way() -> tuple[int, int]:
    """Return two connected descriptors: what is written to the second is read from the first, and nothing goes back."""
    reader, writer = socket.socketpair()
    reader.shutdown(socket.SHUT_WR)
    writer.shutdown(socket.SHUT_RD)
    return reader.detach(), writer.detach()


def _at_end(pipe: int) -> bool:
    """Read what is left in a pipe, and tell whether its other end is closed within a moment."""
    deadline = time.monotonic() + SURVIVOR_S
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            if select.select([pipe], [], [], SURVIVOR_S)[0] and not os.read(pipe, 64 * 1024):
                return True
    return False
