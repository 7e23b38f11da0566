"""The process that has TensorFlow loaded and forks a child for each run.

Started by `launch.py` with a clean environment and a socket. For each run the socket brings a note (where the private
folder lies, the limits) and four descriptors, made by the trusted side: the child's orders, its evidence, its output,
and a socket over which this process tells the child's pidfd at once and its exit status at the end. No byte of a
student passes through here, and no operation of TensorFlow is run here: what has never run can't leak.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
from pathlib import Path
from typing import Any

from grader.sandbox import confine, tensors, tree, worker

NOTE_BYTES = 64 * 1024


def main(control_fd: int, folder: Path, hidden: Path) -> None:
    """Load TensorFlow, say so, and serve until the other end of the control socket is closed.

    `folder` holds the children's private folders; nothing in `hidden` is to be readable for them.
    """
    control = socket.socket(fileno=control_fd)
    try:
        _load_and_serve(control, hidden)
    finally:
        # Reached when the grader is gone, also by SIGKILL: nothing is left running or lying about.
        tree.remove(folder.parent)


def _load_and_serve(control: socket.socket, hidden: Path) -> None:
    try:
        tensors.load()
    except ImportError as error:
        control.send(json.dumps({"error": str(error)}).encode())
        return
    gc.collect()
    # Objects made so far are left alone by the children's collectors: their pages stay shared.
    gc.freeze()
    control.send(json.dumps({"versions": tensors.versions()}).encode())
    _serve(control, confine.prepare(hidden))


def _serve(control: socket.socket, prepared: confine.Prepared) -> None:
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    children: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for key, _ in selector.select():
            if key.fileobj is not control:
                selector.unregister(key.fileobj)
                _reap(key.fd, *children.pop(key.fd))
                continue
            note, fds, _, _ = socket.recv_fds(control, NOTE_BYTES, 4)
            if not note:
                _end(children)
                return
            pid, pidfd, status = _fork(json.loads(note), fds, prepared)
            children[pidfd] = (pid, status)
            selector.register(pidfd, selectors.EVENT_READ)


def _fork(note: dict[str, Any], fds: list[int], prepared: confine.Prepared) -> tuple[int, int, socket.socket]:
    request, evidence, output, status = fds
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.dup2(output, 1)
        os.dup2(output, 2)
        worker.main(request, evidence, confine.Terms.of(note, (request, evidence), parent, prepared))
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
    for pidfd, (pid, _) in children.items():
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.waitpid(pid, 0)
