"""What a child gives up before any student code is there, as a table in the order in which it is given up.

Each layer's docstring says what it is for and what it doesn't cover. A layer that this machine can't apply is passed
over: what holds in the end is decided by the canaries alone (`canaries.py`), which try what must not work.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import stat
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.model import Limits
from grader.sandbox.confinement import bubblewrap, landlock, seccomp
from grader.sandbox.protocol.orders import Confinement

MB = 1024 * 1024
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
LAST_CAPABILITY = 63
CAPABILITY_VERSION_3 = 0x20080522
# Above what distributions give to people and services, below "nobody" and what containers map.
FIRST_UID, UIDS = 61_000, 1_000
OPEN_FILES = 128


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a child can't get at once it is half confined; made ready once, before the first fork.

    Descriptors (O_PATH) of what Landlock leaves it outside its folder, and the filter of its system calls. What is `hidden`
    has been left out of them, and is tried all the same.
    """

    readable: tuple[int, ...] = ()
    writable: tuple[int, ...] = ()
    program: bytes = b""
    hidden: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """What a child must know of itself to be confined: how, whose child it is, and which descriptors it keeps."""

    confinement: Confinement
    parent: int
    prepared: Prepared
    keep: tuple[int, ...] = ()

    @property
    def folder(self) -> Path:
        """Return its private folder."""
        return self.confinement.folder

    @property
    def limits(self) -> Limits:
        """Return what it may use."""
        return self.confinement.limits


def _session(_process: Process) -> None:
    """Leave the terminal and its signals: Ctrl-C reaches the grader alone. Doesn't hide inherited descriptors."""
    os.setsid()
    with suppress(OSError):
        # If memory runs out all the same, the kernel ends this process and not the grader.
        Path("/proc/self/oom_score_adj").write_text("1000")


def _mounts(process: Process) -> None:
    """Under bubblewrap, leave nothing writable but the private folder. Doesn't hide other files; Landlock does both.

    Only there may an ordinary user mount; root has Landlock or nothing.
    """
    if os.geteuid() == 0:
        raise PermissionError
    bubblewrap.keep_to(process.folder)


def _user(process: Process) -> None:
    """Where the grader is root, become a user of no one's. Doesn't hide files that everybody may read.

    Left out where such a user couldn't reach the folder or Python's own files.
    """
    if os.geteuid() != 0:
        raise PermissionError
    for path in (process.folder.parent, Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))):
        if not all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents)):
            raise PermissionError
    user = FIRST_UID + os.getpid() % UIDS
    os.chown(process.folder, user, user)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _death(process: Process) -> None:
    """Die with the fork server. After the change of user, which would undo it; the second look is for one that died before."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != process.parent:
        os._exit(1)


def _folder(process: Process) -> None:
    """Live in a private folder: home, temporary files, caches and working directory. Doesn't hide others."""
    os.chdir(process.folder)
    home = str(process.folder)
    for name in ("HOME", "TMPDIR", "KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = home
    # Remembered from the first question, which was asked before the fork.
    tempfile.tempdir = home


def _limits(process: Process) -> None:
    """Bound file sizes, memory and CPU time, and leave no core dump. The watcher outside decides; these are its backstop.

    RLIMIT_DATA counts private writable memory, of which TensorFlow's thread stacks and arenas want a share a core;
    shared and unnamed memory dodges it, and the watcher sees that.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, process.limits.disk_mb * MB)
    cores = os.cpu_count() or 1
    _lower(resource.RLIMIT_CPU, int(process.limits.run_s * cores) + 1)
    if sys.platform == "linux":
        allowance = process.limits.memory_mb + 256 + 64 * cores
        _lower(resource.RLIMIT_DATA, _data_bytes() + allowance * MB)


def _privileges(_process: Process) -> None:
    """Give up capabilities and ever gaining any, and be no one's debuggee. Doesn't limit what the user may do anyway."""
    seccomp.no_new_privileges()
    for capability in range(LAST_CAPABILITY + 1):
        with suppress(OSError):
            _prctl(PR_CAPBSET_DROP, capability)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    ctypes.CDLL(None).capset(header, bytes(24))
    _prctl(PR_SET_DUMPABLE, 0)


def _landlock(process: Process) -> None:
    """Read Python's files, write the private folder, and nothing else; no TCP, no signals to others where known.

    Doesn't govern stat (names, sizes, dates), chmod and dates, UDP, sockets with a path, nor processes.
    """
    own, *about = landlock.open_paths((process.folder, *OWN_PROCESS))
    landlock.restrict((*process.prepared.readable, *about), own, process.prepared.writable)


def _files(process: Process) -> None:
    """Close every file but stdin, stdout, stderr and the pipes of this run; what was opened before would stay usable.

    And allow not many more: a file that was removed while it is open is counted by nobody.
    """
    low = 3
    for fd in sorted(process.keep):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def _seccomp(process: Process) -> None:
    """No new process, no other program, no socket, no signal to others, no memory without a name. Sees no paths."""
    seccomp.install(process.prepared.program)
    seccomp.install(seccomp.of_this_process())


LAYERS: dict[str, Callable[[Process], None]] = {
    "session": _session,
    "mounts": _mounts,
    "user": _user,
    "death": _death,
    "folder": _folder,
    "limits": _limits,
    "privileges": _privileges,
    "landlock": _landlock,
    "files": _files,
    "seccomp": _seccomp,
}
UNCONFINED = ("user", "privileges", "landlock", "seccomp")
"""What `--isolation off` leaves out."""


def confine(process: Process) -> None:
    """Apply every layer, in order; one that this machine can't apply is passed over."""
    for name, layer in LAYERS.items():
        if name in process.confinement.without:
            continue
        with suppress(OSError, AttributeError, KeyError):
            layer(process)


# What Landlock leaves readable outside the private folder --------------------------------------------


SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu"),
)
WRITABLE = ("/dev/null",)
# Of /proc/self, what libraries read: the whole of it holds the machine's connections (net) and each page's whereabouts.
OWN_PROCESS = [Path("/proc/self", name) for name in ("cmdline", "fd", "maps", "stat", "statm", "status")]


def prepare(hidden: Sequence[Path]) -> Prepared:
    """Make ready what children need, so that they can read nothing in `hidden`; nothing on systems but Linux."""
    if sys.platform != "linux":
        return Prepared(hidden=tuple(hidden))
    # Where packages are let through one by one, there are hundreds.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    files = landlock.open_paths(readable(hidden)), landlock.open_paths(map(Path, WRITABLE))
    return Prepared(tuple(files[0]), tuple(files[1]), seccomp.prepared(), tuple(hidden))


def readable(hidden: Sequence[Path]) -> list[Path]:
    """Return Python's files and the system's libraries, file by file where `hidden` lies in between.

    Of what this process imports from, only folders of installed packages: a source tree on the path holds more.
    """
    packages = [Path(entry) for entry in sys.path if Path(entry).name in {"site-packages", "dist-packages"}]
    stdlib = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    inside = {*Path(sys.base_prefix).parents}
    libraries = [Path(sys.base_prefix) / "lib"] if inside.isdisjoint(hidden) else []
    roots = [*map(Path, SYSTEM), *stdlib, *packages, *libraries]
    kept = [path.resolve() for path in hidden]
    return [path for root in roots for path in _but(root.resolve(), kept)]


def _but(root: Path, hidden: Sequence[Path]) -> Iterator[Path]:
    """Yield `root`, or what is in it but for what is `hidden`, if some of that lies inside."""
    if root in hidden:
        return
    if not any(root in path.parents for path in hidden):
        yield root
        return
    for path in _inside(root):
        yield from _but(path, hidden)


def _inside(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()


def _prctl(*arguments: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(*arguments, *(0 for _ in range(5 - len(arguments))))


def _lower(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _data_bytes() -> int:
    """Return what RLIMIT_DATA counts of this process now (proc(5), statm: data + stack, in pages)."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    return pages * os.sysconf("SC_PAGE_SIZE")
