"""The process that has TensorFlow loaded and forks a child for each run.

Started by `supervisor/fork_server.py` with a clean environment and a socket. For each run the socket brings a note (where the private
folder lies, the limits) and four descriptors, made by the trusted side: the child's orders, its evidence, its output,
and a socket over which this process tells the child's pidfd at once and its exit status at the end. No byte of a
student passes through here, and no operation of TensorFlow is run here: what has never run can't leak.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import selectors
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
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
            error = _load()
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


def _load() -> str | None:
    """Load TensorFlow; tell why it can't be."""
    try:
        tensorflow.load()
    except ImportError as error:
        return str(error)
    gc.collect()
    # Objects made so far are left alone by the children's collectors: their pages stay shared.
    gc.freeze()
    return None


def _serve(control: socket.socket, grader_fd: int, hidden: Sequence[Path]) -> None:
    control.send(json.dumps({"versions": tensorflow.versions()}).encode())
    prepared = layers.prepare(hidden)
    children: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as selector:
        for fd in (control.fileno(), grader_fd):
            selector.register(fd, selectors.EVENT_READ)
        try:
            while _serve_once(control, grader_fd, selector, children, prepared):
                pass
        finally:
            _end(children)


def _serve_once(
    control: socket.socket,
    grader_fd: int,
    selector: selectors.BaseSelector,
    children: dict[int, tuple[int, socket.socket]],
    prepared: layers.Prepared,
) -> bool:
    """Reap the children that have ended and fork those asked for; return whether the grader is still there."""
    ready = {key.fd for key, _ in selector.select()}
    for pidfd in ready & children.keys():
        selector.unregister(pidfd)
        _reap(pidfd, *children.pop(pidfd))
    if grader_fd in ready:
        return False
    if control.fileno() in ready:
        note, fds, _, _ = socket.recv_fds(control, NOTE_BYTES, 4)
        if not note:
            return False
        pid, pidfd, status = _fork(from_note(note), fds, prepared)
        children[pidfd] = (pid, status)
        selector.register(pidfd, selectors.EVENT_READ)
    return True


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
