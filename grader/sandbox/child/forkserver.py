"""The process that has TensorFlow loaded and forks a child for each run.

Started by `supervisor/fork_server.py` with a clean environment and a socket. For each run the socket brings a note (where the private
folder lies, the limits) and four descriptors, made by the trusted side: the child's orders, its evidence, its output,
and a socket over which this process tells the child's pidfd at once and its exit status at the end. No byte of a
student passes through here, and no operation of TensorFlow is run here: what has never run can't leak.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from grader.sandbox.child import tensorflow
from grader.sandbox.child.main import run_child
from grader.sandbox.confinement import layers, private_folder
from grader.sandbox.protocol.orders import Confinement, from_note

NOTE_BYTES = 64 * 1024
REMOVALS = 100


def main(control_fd: int, grader_fd: int, folder: str, *hidden: str) -> None:
    """Load TensorFlow, say so, and serve until the grader closes the control socket or ends.

    `grader_fd` is a pidfd of the grader: a copy of its end of the socket, in a process that it forked, may stay open
    when it has ended. `folder` holds the children's private folders; nothing in `hidden` is to be readable for them.
    """
    control = socket.socket(fileno=control_fd)
    runs = Path(folder).parent
    try:
        with _ending_with(control, grader_fd, runs):
            error = load()
        if error is None:
            _serve(control, grader_fd, tuple(map(Path, hidden)))
        else:
            control.send(json.dumps({"error": error}).encode())
    finally:
        # Reached when the grader is gone, also by SIGKILL: nothing is left running or lying about.
        private_folder.remove(runs)


@contextlib.contextmanager
def _ending_with(control: socket.socket, grader_fd: int, folder: Path) -> Iterator[None]:
    """Meanwhile, end at once when the grader is gone; loading TensorFlow takes seconds, and nobody would look up.

    By a thread that has ended when this is over: forking a process with threads may deadlock the child.
    """
    loaded, tell = socket.socketpair()

    def watch() -> None:
        # No order comes before TensorFlow is loaded: what can be read is the end.
        if loaded.fileno() not in select.select([control.fileno(), grader_fd, loaded.fileno()], [], [])[0]:
            # The libraries that are being loaded may still write their settings.
            for _ in range(REMOVALS):
                private_folder.remove(folder)
                if not folder.exists():
                    break
            os._exit(0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        tell.close()
        watcher.join()
        loaded.close()


def load() -> str | None:
    """Load TensorFlow; tell why it can't be."""
    try:
        tensorflow.load()
    except ImportError as error:
        return str(error)
    return None


def readable(fds: Iterable[int], timeout_s: float | None = None) -> set[int]:
    """Wait until there is something to read from one of these, or until it has ended; return which."""
    watched = select.poll()
    for fd in fds:
        watched.register(fd, select.POLLIN)
    return {fd for fd, _ in watched.poll(None if timeout_s is None else timeout_s * 1000)}


class Served:
    """A grader that is served: its socket, a pidfd of it, and the children that it asked for."""

    def __init__(self, control: socket.socket, grader_fd: int, hidden: Sequence[Path]) -> None:
        control.send(json.dumps({"versions": tensorflow.versions()}).encode())
        self._control = control
        self._grader_fd = grader_fd
        self._prepared = layers.prepare(hidden)
        self._children: dict[int, tuple[int, socket.socket]] = {}

    def fds(self) -> list[int]:
        """Return what to wait for."""
        return [self._control.fileno(), self._grader_fd, *self._children]

    def turn(self, ready: AbstractSet[int]) -> bool:
        """Reap the children that have ended and fork those asked for; return whether the grader is still there."""
        for pidfd in ready & self._children.keys():
            _reap(pidfd, *self._children.pop(pidfd))
        if self._grader_fd in ready:
            return False
        if self._control.fileno() in ready:
            try:
                note, fds, _, _ = socket.recv_fds(self._control, NOTE_BYTES, 4)
            except ConnectionError:
                # It ended before it had read what it was told.
                return False
            if not note:
                return False
            pid, pidfd, status = _fork(from_note(note), fds, self._prepared)
            self._children[pidfd] = (pid, status)
        return True

    def end(self) -> None:
        """End all its children, and let go of it."""
        _end(self._children)
        for fd in (*self._children, *self._prepared.readable, *self._prepared.writable, self._grader_fd):
            os.close(fd)
        for _, status in self._children.values():
            status.close()
        self._control.close()


def _serve(control: socket.socket, grader_fd: int, hidden: Sequence[Path]) -> None:
    grader = Served(control, grader_fd, hidden)
    try:
        while grader.turn(readable(grader.fds())):
            pass
    finally:
        grader.end()


def _fork(confinement: Confinement, fds: list[int], prepared: layers.Prepared) -> tuple[int, int, socket.socket]:
    request, evidence, output, status = fds
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.dup2(output, 1)
        os.dup2(output, 2)
        run_child(request, evidence, layers.Process(confinement, parent, prepared))
    for fd in (request, evidence, output):
        os.close(fd)
    pidfd = os.pidfd_open(pid)
    told = socket.socket(fileno=status)
    # The trusted side may have given up already.
    with contextlib.suppress(OSError):
        socket.send_fds(told, [str(pid).encode()], [pidfd])
    return pid, pidfd, told


def _reap(pidfd: int, pid: int, status: socket.socket) -> None:
    _, code = os.waitpid(pid, 0)
    os.close(pidfd)
    with contextlib.suppress(OSError):
        status.send(str(os.waitstatus_to_exitcode(code)).encode())
    status.close()


def _end(children: dict[int, tuple[int, socket.socket]]) -> None:
    """End all children: first each, then wait, so that none waits for the end of another."""
    for pidfd in children:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    for pid, _ in children.values():
        os.waitpid(pid, 0)
