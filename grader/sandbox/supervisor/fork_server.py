"""Children as forks of one process that has TensorFlow loaded."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.errors import InternalError, MachineError
from grader.i18n import N_
from grader.model import Isolate, Limits
from grader.reasons import Reason
from grader.sandbox.confinement import bubblewrap, landlock, private_folder
from grader.sandbox.confinement.layers import UNCONFINED
from grader.sandbox.protocol.orders import Confinement, to_note
from grader.sandbox.supervisor.process import TIME_IS_UP, ChildProcess, Pipes
from grader.sandbox.supervisor.starting import NOT_STARTED, command_of, start, sys_path
from grader.sandbox.supervisor.turns import Turns

# Where a child begins. Named and not imported: what runs student code is loaded in its processes alone.
SERVER = "grader.sandbox.child.forkserver"
LOADING_S = 180
# Children of one fork server at a time; each takes a core and some hundred megabytes.
MOST_CHILDREN = 256
ENDING_S = 5.0


class Forks:
    """Children that are forks of a process at the other end of `control`, each in a folder of its own in `folder`."""

    about = N_("a fork of one process that has TensorFlow loaded")

    def __init__(
        self,
        control: socket.socket,
        folder: Path,
        isolation: Isolate,
        without: tuple[str, ...] = (),
        *,
        alone: bool = False,
    ) -> None:
        self.isolation = isolation
        self.turns = Turns()
        self._without = (*without, *(UNCONFINED if isolation is Isolate.OFF else ()))
        self._folder = folder
        self._alone = alone
        self._places = threading.Semaphore(1 if alone else MOST_CHILDREN)
        self._control = control
        self._control.settimeout(LOADING_S)
        self._lock = threading.Lock()
        self._said: dict[str, Any] | None = None

    def ready(self) -> Mapping[str, str]:
        """Wait for TensorFlow; raises MachineError if it can't be loaded."""
        with self._lock:
            if self._said is None:
                try:
                    self._said = json.loads(self._control.recv(64 * 1024) or b"{}")
                except TimeoutError:
                    self._said = {"error": f"not loaded after {LOADING_S} s"}
                except OSError as error:
                    raise InternalError(Reason.SERVER_ENDED, error=error) from error
            return self._versions(self._said)

    def _versions(self, said: dict[str, Any]) -> Mapping[str, str]:
        if "versions" in said:
            return dict(said["versions"])
        if "error" not in said:
            raise InternalError(Reason.SERVER_ENDED, error="it said nothing")
        raise MachineError(
            "TensorFlow can't be loaded ({error}). Install it in the same environment as gradetape: pip install tensorflow",
            error=said["error"],
        )

    def start(self, limits: Limits) -> ChildProcess:
        """Fork a child; raises InternalError if the server is gone."""
        self.ready()
        self._places.acquire()
        try:
            return self._start(limits)
        except (OSError, ValueError) as error:
            self._places.release()
            # Where the server is gone, it can't take what it is sent, or sends nothing back.
            if isinstance(error, OSError) and not isinstance(error, ConnectionError) and self.alive():
                raise MachineError(NOT_STARTED, error=error) from error
            raise InternalError(Reason.SERVER_ENDED, error=error) from error

    def _start(self, limits: Limits) -> ChildProcess:
        folder = private_folder.create(self._folder, alone=self._alone)
        note = to_note(Confinement(folder, limits, self._without))
        pipes = Pipes()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                fds = [pipes.orders_r, pipes.evidence_w, pipes.output_w, theirs.fileno()]
                socket.send_fds(self._control, [note], fds)
            ours.settimeout(ENDING_S)
            _, [pidfd], _, _ = socket.recv_fds(ours, 64, 1)
        except (OSError, ValueError):
            ours.close()
            pipes.close_ours()
            raise
        finally:
            pipes.close_theirs()
        return ChildProcess(pipes, folder, _Forked(pidfd, ours), self._places.release)

    def alive(self) -> bool:
        """Whether the server still runs; one that is killed closes its socket at once, and can be waited for later."""
        return not _is_closed(self._control)


class ForkServer(Forks):
    """Loads TensorFlow once, in a process of its own that ends with this one; every child is a fork of it."""

    def __init__(
        self, hidden: Sequence[Path], isolation: Isolate = Isolate.AUTO, without: tuple[str, ...] = ()
    ) -> None:
        wrapped = isolation is not Isolate.OFF and needs_bubblewrap(without) and bubblewrap.works()
        if wrapped:
            self.about = N_("a fork of one process that has TensorFlow loaded, under bubblewrap")
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = private_folder.runs_folder()
        super().__init__(control, folder, isolation, without, alone=wrapped)
        outer = bubblewrap.wrapper(folder, hidden, sys_path()) if wrapped else []
        with theirs, own_pidfd() as grader:
            command = command_of(SERVER, theirs.fileno(), grader, str(folder), *map(str, hidden))
            self._process = start([*outer, *command], folder, [theirs.fileno(), grader])

    def _versions(self, said: dict[str, Any]) -> Mapping[str, str]:
        if not said:
            raise MachineError(
                "TensorFlow can't be loaded: the process that tried to load it ended with status {status}. Does "
                'this command work: python -c "import tensorflow"?',
                status=self._process.wait(),
            )
        return super()._versions(said)

    def alive(self) -> bool:
        """Whether the server still runs; one that is killed closes its socket at once, and can be waited for later."""
        return self._process.poll() is None and super().alive()

    def close(self) -> None:
        """End the server and every child of it, and remove their folders."""
        self._control.close()
        if self._said is None:
            # Still loading TensorFlow: it has no children yet, and wouldn't look up for seconds.
            self._process.kill()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        private_folder.remove(self._folder.parent)


class _Forked:
    """A fork of the server, held by pidfd: its number can't come to mean another process."""

    def __init__(self, pidfd: int, status: socket.socket) -> None:
        # The number in our own namespace: under bubblewrap, the fork server knows another.
        about = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
        self.pid = int(about.partition("Pid:")[2].split()[0])
        self._pidfd = pidfd
        self._status = status

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, TIME_IS_UP)

    def end(self) -> int | None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        with self._status:
            try:
                said = self._status.recv(64)
            except OSError:
                return None
        return int(said) if said else None


@contextlib.contextmanager
def own_pidfd() -> Iterator[int]:
    """Open a pidfd of this process; unlike its number it means the same in another namespace."""
    pidfd = os.pidfd_open(os.getpid())
    try:
        yield pidfd
    finally:
        os.close(pidfd)


def _is_closed(connected: socket.socket) -> bool:
    """Whether either end of a socket is closed."""
    if connected.fileno() < 0:
        return True
    watched = select.poll()
    watched.register(connected, 0)
    return bool(watched.poll(0))


def needs_bubblewrap(without: tuple[str, ...]) -> bool:
    """Whether there is no Landlock; a guess by the kernel's word, on which the canaries have the last."""
    return "bubblewrap" not in without and ("landlock" in without or not landlock.abi())
