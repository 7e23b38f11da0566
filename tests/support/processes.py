"""Which processes belong to a fork server: found from outside, by the folder that all of them are told of."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def all_of(folder: Path) -> dict[int, int]:
    """Give every process that names a folder in its command line, or works in it, with its parent's number.

    A fork has its parent's command line also when its parent is gone; another program still works in the folder.
    """
    found = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            # One that ends meanwhile, or a zombie.
            with suppress(OSError, ValueError):
                if str(folder) in (process / "cmdline").read_text() or str(folder) in _works_in(process):
                    found[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def server_of(folder: Path) -> int:
    """Give the fork server before anything was run: the one process whose parent is not another of them."""
    found = all_of(folder)
    [server] = [pid for pid, parent in found.items() if parent not in found]
    return server


def besides(server: int, folder: Path) -> list[int]:
    """Give all processes but the fork server, also those whose parent is gone."""
    return [pid for pid in all_of(folder) if pid != server]


def end_all(folder: Path, spare: int | None = None) -> None:
    """End what a test that takes confinement away has left."""
    for pid in all_of(folder).keys() - {spare}:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def within(seconds: float, holds: Callable[[], object]) -> bool:
    """Wait until something holds; tell whether it does in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return bool(holds())


def _works_in(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""
