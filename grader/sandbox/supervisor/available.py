"""Start children as this system allows: forks of a server that has TensorFlow loaded, or fresh processes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from grader.errors import MachineError
from grader.model import Isolate
from grader.sandbox.supervisor.fork_server import ForkServer
from grader.sandbox.supervisor.fresh_processes import FreshProcesses
from grader.sandbox.supervisor.kept import KeptServer, is_possible


def launcher(
    hidden: Sequence[Path], isolation: Isolate = Isolate.AUTO, *, keep: bool = False
) -> ForkServer | KeptServer | FreshProcesses:
    """Return what this system allows; raises MachineError on Windows, where none works.

    Nothing in `hidden` is to be readable for student code. With `keep`, TensorFlow stays loaded for the next one.
    """
    if sys.platform == "win32":
        raise MachineError("gradetape can't run student code on Windows. Use the Windows Subsystem for Linux (WSL 2).")
    if keep and is_possible(isolation):
        # Without a folder of one's own, or if the server ends meanwhile: one that isn't kept.
        with suppress(OSError):
            return KeptServer(hidden, isolation)
    return ForkServer(hidden, isolation) if sys.platform == "linux" else FreshProcesses(hidden, isolation)
