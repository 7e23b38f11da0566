"""Start children: forks of a server that has TensorFlow loaded, or fresh processes where forking isn't possible."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from grader.errors import InternalError, MachineError
from grader.model import Limits
from grader.sandbox import bubblewrap, landlock, tree
from grader.sandbox.child import TIME_IS_UP, Child, Pipes, note_for, private_folder, runs_folder
from grader.sandbox.confine import UNCONFINED
from grader.sandbox.turns import Turns
from grader.speech import N_

# Passed on to the processes that run student code; nothing else of the environment is, tokens and secrets least of all.
PASSED_ON = ("TF_USE_LEGACY_KERAS", "SYSTEM_VERSION_COMPAT", "LD_LIBRARY_PATH", "TZ")
FIXED = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "USER": "student",
    "LOGNAME": "student",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "Agg",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # A GPU's sums differ from run to run, and its driver doesn't survive a fork.
    "CUDA_VISIBLE_DEVICES": "-1",
    # One thread until the fork: forking a process with threads may deadlock the child.
    "OPENBLAS_NUM_THREADS": "1",
    # Fewer arenas, so that limits on mapped memory mean something.
    "MALLOC_ARENA_MAX": "2",
    # Sets of strings in the same order in every run.
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
}
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pathlib import Path; "
START_SERVER = (
    START + "from grader.sandbox import forkserver as f; f.main(*map(int, sys.argv[2:4]), *map(Path, sys.argv[4:]))"
)
START_FRESH = START + "from grader.sandbox import fresh as f; f.main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])"
LOADING_S = 180
# Children of one fork server at a time; each takes a core and some hundred megabytes.
MOST_CHILDREN = 256
ENDING_S = 5.0
NOT_STARTED = N_(
    "This machine could not start a process for student code ({error}). Free what it lacks (disk space, memory, open "
    "files), and run the command again."
)


class Isolate(str, Enum):
    """How much confinement is asked for: all of it or nothing is run, what there is, or none."""

    REQUIRE = "require"
    AUTO = "auto"
    OFF = "off"


class Launcher(Protocol):
    """Starts children; `about` says how, for a report, and `turns` who runs beside whom."""

    about: str
    isolation: Isolate
    turns: Turns

    def ready(self) -> Mapping[str, str]:
        """Wait until children can be started, and tell the versions they will run with."""

    def start(self, limits: Limits) -> Child:
        """Start a child that confines itself to a private folder and waits for its orders."""

    def alive(self) -> bool:
        """Tell whether it can still start children."""

    def close(self) -> None:
        """End everything that was started."""


class ForkServer:
    """Loads TensorFlow once, in a process of its own; every child is a fork of it."""

    about = N_("a fork of one process that has TensorFlow loaded")

    def __init__(self, hidden: Path, isolation: Isolate = Isolate.AUTO, without: tuple[str, ...] = ()) -> None:
        self.isolation = isolation
        self.turns = Turns()
        self._without = (*without, *(UNCONFINED if isolation is Isolate.OFF else ()))
        self._folder = runs_folder()
        wrapped = isolation is not Isolate.OFF and _needs_bubblewrap(without) and bubblewrap.works()
        if wrapped:
            self.about = N_("a fork of one process that has TensorFlow loaded, under bubblewrap")
        self._alone = wrapped
        self._places = threading.Semaphore(1 if wrapped else MOST_CHILDREN)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(LOADING_S)
        self._lock = threading.Lock()
        self._said: dict[str, Any] | None = None
        outer = bubblewrap.wrapper(self._folder, hidden, _sys_path()) if wrapped else []
        command = [*outer, sys.executable, "-c", START_SERVER, json.dumps(_sys_path())]
        with theirs, _own_pidfd() as grader:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(grader), str(self._folder), str(hidden)],
                pass_fds=[theirs.fileno(), grader],
                env=_environment(self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def ready(self) -> Mapping[str, str]:
        """Wait for TensorFlow; raises MachineError if it can't be loaded."""
        with self._lock:
            if self._said is None:
                try:
                    self._said = json.loads(self._control.recv(64 * 1024) or b"{}")
                except TimeoutError:
                    self._said = {"error": f"not loaded after {LOADING_S} s"}
            return _versions(self._said, self._process)

    def start(self, limits: Limits) -> Child:
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
            raise InternalError("The process that runs student code has ended: {error}", error=error) from error

    def _start(self, limits: Limits) -> Child:
        folder = private_folder(self._folder, alone=self._alone)
        note = json.dumps(note_for(folder, limits, self._without)).encode()
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
        return Child(pipes, folder, _Forked(pidfd, ours), self._places.release)

    def alive(self) -> bool:
        """Tell whether the server still runs."""
        return self._process.poll() is None

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
        tree.remove(self._folder.parent)


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


class FreshProcesses:
    """Starts every child as a process that loads TensorFlow itself: for systems on which forking is not safe."""

    about = N_("a fresh process for each run")

    def __init__(self, hidden: Path, isolation: Isolate = Isolate.AUTO) -> None:
        self.isolation = isolation
        self.turns = Turns()
        self._without = UNCONFINED if isolation is Isolate.OFF else ()
        self._hidden = hidden
        self._folder = runs_folder()

    def ready(self) -> Mapping[str, str]:
        """Tell nothing in advance: each child tells its own versions."""
        return {}

    def start(self, limits: Limits) -> Child:
        """Start a process; that TensorFlow can't be loaded shows in its evidence."""
        try:
            return self._start(limits)
        except OSError as error:
            raise MachineError(NOT_STARTED, error=error) from error

    def _start(self, limits: Limits) -> Child:
        folder = private_folder(self._folder, alone=False)
        pipes = Pipes()
        arguments = [json.dumps(_sys_path()), str(pipes.orders_r), str(pipes.evidence_w)]
        own = {"hidden": str(self._hidden), "parent": os.getpid()}
        note = json.dumps(note_for(folder, limits, self._without) | own)
        process = subprocess.Popen(
            [sys.executable, "-c", START_FRESH, *arguments, note],
            pass_fds=(pipes.orders_r, pipes.evidence_w),
            env=_environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=pipes.output_w,
            stderr=pipes.output_w,
        )
        pipes.close_theirs()
        return Child(pipes, folder, _Fresh(process), lambda: None)

    def alive(self) -> bool:
        """Tell that it can: there is nothing that could have ended."""
        return True

    def close(self) -> None:
        """Remove the children's folders; each child was ended by whoever started it."""
        tree.remove(self._folder.parent)


class _Fresh:
    """A process of our own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def interrupt(self) -> None:
        self._process.send_signal(TIME_IS_UP)

    def end(self) -> int | None:
        self._process.kill()
        return self._process.wait()


def launcher(hidden: Path, isolation: Isolate = Isolate.AUTO) -> ForkServer | FreshProcesses:
    """Give what this system allows; raises MachineError on Windows, where neither works.

    Nothing in `hidden` is to be readable for student code.
    """
    if sys.platform == "win32":
        raise MachineError("Windows can't run student code here: use the Windows Subsystem for Linux (WSL 2).")
    return ForkServer(hidden, isolation) if sys.platform == "linux" else FreshProcesses(hidden, isolation)


@contextlib.contextmanager
def _own_pidfd() -> Iterator[int]:
    """Open a pidfd of this process; unlike its number it means the same in another namespace."""
    pidfd = os.pidfd_open(os.getpid())
    try:
        yield pidfd
    finally:
        os.close(pidfd)


def _needs_bubblewrap(without: tuple[str, ...]) -> bool:
    """Tell whether there is no Landlock; a guess by the kernel's word, on which the canaries have the last."""
    return "bubblewrap" not in without and ("landlock" in without or not landlock.abi())


def _environment(home: Path) -> dict[str, str]:
    """Give the environment of a process that will run student code: fixed, but for a few harmless settings."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, **FIXED, "HOME": str(home), "TMPDIR": str(home), "KERAS_HOME": str(home)}


def _sys_path() -> list[str]:
    """Give the places that this process imports from, but for the current folder: it may hold a student's files."""
    here = os.path.realpath(Path.cwd())
    ours = os.path.realpath(Path(__file__).parents[2])
    found = [os.path.realpath(entry) for entry in sys.path if entry]
    return [entry for entry in found if entry == ours or entry != here] + [ours]


def _versions(said: dict[str, Any], process: subprocess.Popen[bytes]) -> Mapping[str, str]:
    if "versions" in said:
        return dict(said["versions"])
    if "error" not in said:
        raise MachineError(
            "TensorFlow can't be loaded: the process that tried it ended with status {status}. Does this command "
            'work: python -c "import tensorflow"?',
            status=process.wait(),
        )
    raise MachineError(
        "TensorFlow can't be loaded ({error}). Install it beside gradetape: pip install tensorflow",
        error=said["error"],
    )
