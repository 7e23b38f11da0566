"""A fork server that stays for the next command: found by a socket in a folder that only this user can enter.

The socket's name says which interpreter, environment, packages and gradetape the server was started with, so that a command
finds only one that would do exactly what its own would.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.model import Isolate
from grader.paths import PACKAGE
from grader.sandbox.confinement import private_folder
from grader.sandbox.supervisor.fork_server import ENDING_S, Forks, needs_bubblewrap, own_pidfd
from grader.sandbox.supervisor.starting import command_of, environment, start, sys_path

# Where the process begins. Named and not imported: what runs student code is loaded in its processes alone.
SERVER = "grader.sandbox.child.kept"


class KeptServer(Forks):
    """A fork server that goes on when this process has ended; `is_new` says whether this process has started it."""

    def __init__(self, hidden: Sequence[Path], isolation: Isolate = Isolate.AUTO) -> None:
        self._place = place = _folder() / _key()
        control = _connected(place)
        self.is_new = control is None
        if control is None:
            _start(place)
            control = _connected(place)
        if control is None:
            raise ConnectionError
        super().__init__(control, private_folder.runs_folder(), isolation)
        hello = {"hidden": [*map(str, hidden)], "folder": str(self._folder.parent)}
        try:
            with own_pidfd() as grader:
                socket.send_fds(control, [json.dumps(hello).encode()], [grader])
        except OSError:
            # It has ended meanwhile.
            self.close()
            raise

    def remembers(self, name: str) -> Path:
        """Return the path of a file that only this user can read and that goes when the server does; it needn't be there."""
        folder = private_folder.beside(self._place)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        return folder / name

    def close(self) -> None:
        """End every child of this process, and remove their folders; the server stays."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
            if self._said is not None:
                # Closed from there once the children have ended.
                self._control.settimeout(ENDING_S)
                self._control.recv(1)
        self._control.close()
        private_folder.remove(self._folder.parent)


def is_possible(isolation: Isolate) -> bool:
    """Whether children of a kept server would be confined as those of one's own; under bubblewrap, it sees one grader alone."""
    return sys.platform == "linux" and (isolation is Isolate.OFF or not needs_bubblewrap(()))


def kept() -> list[Path]:
    """Return the sockets of all servers that are kept for this user."""
    try:
        return sorted(path for path in _folder().iterdir() if path.is_socket())
    except OSError:
        return []


def stop_kept() -> int:
    """End the servers that are kept for this user, each once nobody needs it; return how many there were."""
    ended = 0
    for place in kept():
        with contextlib.suppress(OSError):
            control = _connected(place)
            if control is None:
                place.unlink()
                private_folder.remove(private_folder.beside(place))
                continue
            with control:
                control.send(json.dumps({"stop": True}).encode())
                ended += 1
    return ended


def _folder() -> Path:
    """Return the folder of the sockets, made if need be; raises PermissionError if others could enter it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime, "gradetape") if runtime else Path(tempfile.gettempdir(), f"gradetape-{os.geteuid()}")
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(str(folder))
    return folder


def _key() -> str:
    """Name what a server was started with: interpreter, environment, packages, and the files of gradetape."""
    files = [(str(path), path.stat().st_mtime_ns) for path in sorted(PACKAGE.rglob("*.py"))]
    facts = [sys.executable, environment(Path("/")), sys_path(), _watched(), files]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _watched() -> Mapping[str, int]:
    """Return the folders that are imported from, with their dates, which change when a package comes or goes."""
    return {path: Path(path).stat().st_mtime_ns for path in sys_path() if Path(path).name == "site-packages"}


def _connected(place: Path) -> socket.socket | None:
    """Connect to the server of this name; None if there is none."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        control.connect(str(place))
    except (FileNotFoundError, ConnectionRefusedError):
        control.close()
        return None
    return control


def _start(place: Path) -> None:
    """Start a server that listens under this name, in the place of one that has ended."""
    # What one that was killed has left.
    private_folder.remove(private_folder.beside(place))
    unfinished = place.with_name(f"{place.name}.{os.getpid()}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening, _session() as session:
        listening.bind(str(unfinished))
        listening.listen()
        # At once, so that nobody finds a name at which nobody listens.
        unfinished.rename(place)
        folder = private_folder.runs_folder()
        arguments = (listening.fileno(), session, str(place), str(folder), _watched())
        process = start(command_of(SERVER, *arguments), folder, [listening.fileno(), session])
    # It goes on without us, so nobody will wait for it; Popen would warn.
    process.returncode = 0


@contextlib.contextmanager
def _session() -> Iterator[int]:
    """Open a pidfd of the leader of this session: the shell in the terminal, which ends when that is closed."""
    pidfd = os.pidfd_open(os.getsid(0))
    try:
        yield pidfd
    finally:
        os.close(pidfd)
