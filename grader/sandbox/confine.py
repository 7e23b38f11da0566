"""What a child gives up before any student code is there, as a table in the order in which it is given up."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.model import Isolation, Limits
from grader.speech import N_

MB = 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a child is confined to."""

    folder: Path
    limits: Limits
    keep: tuple[int, ...]
    parent: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that a child gives up: what it is called in a report, and the function that does it."""

    name: str
    apply: Callable[[Terms], None]


def _session(_terms: Terms) -> None:
    """Leave the terminal: Ctrl-C reaches the grader alone. Doesn't keep student code from its own fds."""
    os.setsid()


def _files(terms: Terms) -> None:
    """Close every file but stdin, stdout, stderr and the pipes of this run."""
    low = 3
    for fd in sorted(terms.keep):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))


def _death(terms: Terms) -> None:
    """Die with the fork server. The second look is for one that died before the first."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != terms.parent:
        os._exit(1)


def _folder(terms: Terms) -> None:
    """Live in a private folder: home, temporary files, caches and working directory. Others stay readable."""
    os.chdir(terms.folder)
    home = str(terms.folder)
    for name in ("HOME", "TMPDIR", "KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = home


def _limits(terms: Terms) -> None:
    """Bound file sizes and memory, and leave no core dump. The watcher outside decides; these are its backstop.

    RLIMIT_DATA counts private writable memory, of which TensorFlow's thread stacks and arenas want a share a core.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, terms.limits.file_mb * MB)
    if sys.platform == "linux":
        allowance = terms.limits.memory_mb + 256 + 64 * (os.cpu_count() or 1)
        _lower(resource.RLIMIT_DATA, _data_bytes() + allowance * MB)


LAYERS = (
    Layer(N_("own session"), _session),
    Layer(N_("no inherited files"), _files),
    Layer(N_("ends with the grader"), _death),
    Layer(N_("private folder"), _folder),
    Layer(N_("memory and file sizes"), _limits),
)

MISSING = (N_("files outside its folder"), N_("the network"), N_("other processes"))
"""What no layer of the table covers."""


def confine(terms: Terms) -> Isolation:
    """Apply every layer, in order, and tell what is in force."""
    for layer in LAYERS:
        layer.apply(terms)
    return Isolation(tuple(layer.name for layer in LAYERS), MISSING)


def _lower(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _data_bytes() -> int:
    """Tell what RLIMIT_DATA counts of this process now (proc(5), statm: data + stack, in pages)."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    return pages * os.sysconf("SC_PAGE_SIZE")
