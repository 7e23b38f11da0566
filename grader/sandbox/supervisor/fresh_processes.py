"""Children as processes that load TensorFlow themselves, for systems on which forking is not safe."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import MachineError
from grader.i18n import N_
from grader.model import Isolate, Limits
from grader.sandbox.confinement import private_folder
from grader.sandbox.confinement.layers import UNCONFINED
from grader.sandbox.protocol.orders import Confinement, to_note
from grader.sandbox.supervisor.process import TIME_IS_UP, ChildProcess, Pipes
from grader.sandbox.supervisor.starting import NOT_STARTED, command_of, environment
from grader.sandbox.supervisor.turns import Turns

FRESH = "grader.sandbox.child.fresh"


class FreshProcesses:
    """Starts every child as a process that loads TensorFlow itself: for systems on which forking is not safe."""

    about = N_("a fresh process for each run")

    def __init__(self, hidden: Sequence[Path], isolation: Isolate = Isolate.AUTO) -> None:
        self.isolation = isolation
        self.turns = Turns()
        self._without = UNCONFINED if isolation is Isolate.OFF else ()
        self._hidden = hidden
        self._folder = private_folder.runs_folder()

    def ready(self) -> Mapping[str, str]:
        """Return no versions: each child tells its own."""
        return {}

    def start(self, limits: Limits) -> ChildProcess:
        """Start a process; that TensorFlow can't be loaded shows in its evidence."""
        try:
            return self._start(limits)
        except OSError as error:
            raise MachineError(NOT_STARTED, error=error) from error

    def _start(self, limits: Limits) -> ChildProcess:
        folder = private_folder.create(self._folder, alone=False)
        pipes = Pipes()
        note = to_note(Confinement(folder, limits, self._without)).decode()
        process = subprocess.Popen(
            command_of(FRESH, pipes.orders_r, pipes.evidence_w, note, os.getpid(), *map(str, self._hidden)),
            pass_fds=(pipes.orders_r, pipes.evidence_w),
            env=environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=pipes.output_w,
            stderr=pipes.output_w,
        )
        pipes.close_theirs()
        return ChildProcess(pipes, folder, _Fresh(process), lambda: None)

    def alive(self) -> bool:
        """Whether children can be started: always, since there is no server that could have ended."""
        return True

    def close(self) -> None:
        """Remove the children's folders; each child was ended by whoever started it."""
        private_folder.remove(self._folder.parent)


class _Fresh:
    """A process of our own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def interrupt(self) -> None:
        self._process.send_signal(TIME_IS_UP)

    def end(self) -> int | None:
        self._process.kill()
        return self._process.wait()
