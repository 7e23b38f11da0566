"""Try, in a confined child and before any student code is there, what must not work; what holds is what was tried.

Each canary is one promise. It tries the roads that were found by attacking the layers one by one, not only the main one.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from grader.model import ALWAYS, NEVER, Isolation, Promise
from grader.sandbox.confinement.seccomp import CALLS

F_SETSIG, F_SETLEASE, F_NOTIFY = 10, 1024, 1026
FS_IOC_GETFLAGS = 0x80086601
# io_setup(2) by architecture.
IO_SETUP = {"x86_64": 206, "aarch64": 0}
CONTENT = b"a file outside of the child's folder\n"
_libc = ctypes.CDLL(None, use_errno=True)


def canaries_of(folder: Path) -> tuple[Path, Path]:
    """Return the files that a child in `folder` tries to read and to change; the trusted side puts them there.

    One is beside its folder, as another run's is, and one elsewhere, as everybody else's are. Where runs are made one
    at a time, there is none beside it.
    """
    return folder.with_suffix(".canary"), folder.parent.parent / "outside" / folder.name


def _cant_read(canary: Path) -> bool:
    # Not even there for the child, under bubblewrap; the trusted side has just made it.
    if not canary.exists():
        return True
    return _denied(canary.read_bytes) and _denied(lambda: list(canary.parent.iterdir()))


def _is_empty(folder: Path) -> bool:
    """Whether nothing can be listed there: it is denied, not there, or covered by another file system, as by bubblewrap."""
    try:
        return next(folder.iterdir(), None) is None
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES, errno.ENOENT)


def _cant_change(canary: Path) -> bool:
    if not canary.exists():
        return _denied(lambda: canary.write_bytes(b""), also=errno.ENOENT)
    before = canary.stat()

    def chmod() -> None:
        canary.chmod(0o600)
        os.utime(canary, (0, 0))

    tried = (
        _denied(lambda: (canary.parent / "made").write_bytes(b"")),
        _denied(lambda: os.close(os.open(canary, os.O_RDONLY | os.O_TRUNC))),
        _denied(lambda: os.truncate(canary, 0)),
        _denied(lambda: canary.write_bytes(b"")),
        _denied(canary.unlink),
        _denied(lambda: Path("link").symlink_to(canary)),
    )
    _denied(chmod)
    after = canary.stat()
    same = (before.st_mode, before.st_size, before.st_mtime_ns) == (after.st_mode, after.st_size, after.st_mtime_ns)
    return all(tried) and same and _cant_set_attributes()


def _cant_set_attributes() -> bool:
    """Whether attributes of an installed file are out of reach; only asked for, by the command's neighbour."""
    with Path(os.__file__).open("rb") as library:
        return _denied(lambda: fcntl.ioctl(library, FS_IOC_GETFLAGS, bytes(8)), only=errno.EPERM)


def _cant_talk(_canary: Path) -> bool:
    kinds = (
        (socket.AF_INET, socket.SOCK_STREAM),
        (socket.AF_INET, socket.SOCK_DGRAM),
        (socket.AF_UNIX, socket.SOCK_STREAM),
    )
    return _cant_see_connections() and all(_denied(partial(socket.socket, *kind)) for kind in kinds)


def _cant_see_connections() -> bool:
    """Whether the machine's connections are out of sight; under bubblewrap there is a network that has none."""
    try:
        _, _, *interfaces = Path("/proc/self/net/dev").read_text().splitlines()
    except OSError:
        return True
    return all(line.strip().startswith("lo:") for line in interfaces)


def _cant_start(_canary: Path) -> bool:
    def fork() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    # Of a program that isn't there: a kernel that lets us exec says so, and nothing is run.
    return _denied(fork) and _denied(lambda: os.execv("/nothing/here", ["-"]), only=errno.EPERM)  # noqa: S606


def _cant_signal(_canary: Path) -> bool:
    parent = os.getppid()
    reader, writer = os.pipe()
    _, tgkill = CALLS[platform.machine()]

    def raw() -> None:
        if _libc.syscall(tgkill, parent, parent, 0):
            raise OSError(ctypes.get_errno(), "tgkill")

    try:
        return (
            _denied(lambda: os.kill(parent, 0))
            and _denied(raw)
            and _denied(lambda: fcntl.fcntl(reader, fcntl.F_SETOWN, parent))
            and _denied(lambda: fcntl.fcntl(reader, F_SETSIG, signal.SIGURG))
            and _cant_hold_up()
        )
    finally:
        os.close(reader)
        os.close(writer)


def _cant_hold_up() -> bool:
    """Whether it can neither have others wait for a file nor be told what they do in a folder."""
    with Path(os.__file__).open("rb") as library:
        leased = _denied(lambda: fcntl.fcntl(library, F_SETLEASE, fcntl.F_RDLCK))
    folder = os.open(".", os.O_RDONLY)
    try:
        return leased and _denied(lambda: fcntl.fcntl(folder, F_NOTIFY, 1), only=errno.EPERM)
    finally:
        os.close(folder)


def _cant_hide_memory(_canary: Path) -> bool:
    def contexts() -> None:
        if _libc.syscall(IO_SETUP[platform.machine()], 1, ctypes.byref(ctypes.c_ulong())):
            raise OSError(ctypes.get_errno(), "io_setup")

    return _denied(lambda: os.close(os.memfd_create("canary"))) and _denied(contexts, only=errno.EPERM)


CANARIES: Mapping[Promise, Callable[[Path], bool]] = {
    Promise.NO_READING: _cant_read,
    Promise.NO_CHANGING: _cant_change,
    Promise.NO_NETWORK: _cant_talk,
    Promise.NO_PROCESSES: _cant_start,
    Promise.NO_SIGNALS: _cant_signal,
    Promise.NO_HIDDEN_MEMORY: _cant_hide_memory,
}
OF_FILES = (_cant_read, _cant_change)


def isolation(folder: Path, hidden: Sequence[Path] = ()) -> Isolation:
    """Return what holds in this process, by trying it; what is `hidden` is one more thing that it must not read."""
    canaries = canaries_of(folder)
    held = {
        promise: all(_holds(attempt, canary) for canary in canaries[0 if attempt in OF_FILES else 1 :])
        for promise, attempt in CANARIES.items()
    }
    held[Promise.NO_READING] = held[Promise.NO_READING] and all(_holds(_is_empty, place) for place in hidden)
    kept = tuple(promise for promise, holds in held.items() if holds)
    broken = tuple(promise for promise, holds in held.items() if not holds)
    return Isolation((*ALWAYS, *kept), (*broken, *NEVER))


def _holds(attempt: Callable[[Path], bool], canary: Path) -> bool:
    try:
        return attempt(canary)
    # A canary that can't even be tried proves nothing.
    except (OSError, AttributeError, KeyError):
        return False


def _denied(attempt: Callable[[], object], *, only: int | None = None, also: int = errno.EPERM) -> bool:
    """Whether an attempt is answered with a denial."""
    try:
        attempt()
    except OSError as error:
        denials = (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS, also) if only is None else (only,)
        return error.errno in denials
    return False
