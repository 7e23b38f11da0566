"""The fork server that stays when `grade` has ended, so that the next one needn't load TensorFlow again.

Started by `supervisor/kept.py` with a socket that listens in a folder of the user's own. Each grader that connects is served
as by a fork server of its own, several at once if need be. It ends when nobody has needed it for a while, when
the terminal that it was started in is closed, when packages are installed or removed, when memory is short, or when
it is asked to.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from grader.sandbox.child.forkserver import NOTE_BYTES, Served, load, readable
from grader.sandbox.confinement import private_folder

IDLE_S = 600.0
# How often it looks whether it should end, and how long it waits for a grader that has connected to say who it is.
LOOK_S = 5.0
LEAST_MEMORY = 0.1


def main(listening_fd: int, terminal_fd: int, place: str, folder: str, watched: Mapping[str, int]) -> None:
    """Load TensorFlow and serve whoever connects, until it is time to end.

    `terminal_fd` is a pidfd of the session that it was started in, `place` the path of the socket, `folder` its home, and
    `watched` are the folders that are imported from, each with its date.
    """
    listening = socket.socket(fileno=listening_fd)
    socket_file = Path(place)
    own = socket_file.stat().st_ino
    served: dict[Served, Path] = {}
    try:
        error = load()
        since, stopping = time.monotonic(), False
        # Whoever has connected is served, also if it's over by now.
        while (
            served
            or readable([listening.fileno()], 0)
            or not (stopping or is_over(since, terminal_fd, socket_file, own, watched))
        ):
            ready = readable([listening.fileno(), *(fd for grader in served for fd in grader.fds())], LOOK_S)
            for grader in [grader for grader in served if not grader.turn(ready)]:
                grader.end()
                private_folder.remove(served.pop(grader))
                since = time.monotonic()
            if listening.fileno() in ready and not _welcome(listening, served, error):
                # Whoever comes now starts another one.
                stopping = True
                _unlink(socket_file, own)
    finally:
        _unlink(socket_file, own)
        for grader, runs in served.items():
            grader.end()
            private_folder.remove(runs)
        private_folder.remove(Path(folder).parent)


def _unlink(socket_file: Path, own: int) -> None:
    """Remove the socket and what lies beside it, unless another server listens under its name by now."""
    with suppress(OSError):
        if socket_file.stat().st_ino == own:
            socket_file.unlink()
            private_folder.remove(private_folder.beside(socket_file))


def _welcome(listening: socket.socket, served: dict[Served, Path], error: str | None) -> bool:
    """Take in who has connected; return whether to go on listening."""
    control, _ = listening.accept()
    fds: list[int] = []
    with suppress(OSError, ValueError):
        _, user, _ = struct.unpack("3i", control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        control.settimeout(LOOK_S)
        said, fds, _, _ = socket.recv_fds(control, NOTE_BYTES, 1)
        control.settimeout(None)
        hello = json.loads(said) if user == os.geteuid() else {}
        if "stop" in hello:
            return False
        if fds and "folder" in hello:
            if error is not None:
                control.send(json.dumps({"error": error}).encode())
                return False
            served[Served(control, fds[0], [Path(path) for path in hello["hidden"]])] = Path(hello["folder"])
            return True
    for fd in fds:
        os.close(fd)
    control.close()
    return True


def is_over(since: float, terminal_fd: int, socket_file: Path, own: int, watched: Mapping[str, int]) -> bool:
    """Whether it is time to end: nobody came, or what it was kept for is gone."""
    try:
        changed = socket_file.stat().st_ino != own or any(
            Path(path).stat().st_mtime_ns != date for path, date in watched.items()
        )
    except OSError:
        changed = True
    return changed or time.monotonic() - since > IDLE_S or bool(readable([terminal_fd], 0)) or _is_memory_short()


def _is_memory_short() -> bool:
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    free, all_of_it = (int(lines[name].split()[0]) for name in ("MemAvailable", "MemTotal"))
    return free < LEAST_MEMORY * all_of_it
