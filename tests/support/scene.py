"""Run an attempt inside student code, and tell from outside which of its roads led through."""

from __future__ import annotations

import os
import resource
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader import sandbox
from grader.model import Cell, Check, Evidence, Isolate, Limits, Observation, Part, Question, Submission
from grader.sandbox.supervisor.fork_server import ForkServer
from tests.support import processes, small
from tests.support.paths import TINY

LIMITS = Limits(check_s=3.0, run_s=15.0, memory_mb=256, threads=96, disk_mb=16, files=200, printed_kb=16)
PROBES = """
from grader import check

def draw(rng):
    return None

@check(part="attempt", draws=1)
def roads(work, draw):
    return work.attempt()
"""
TRY = '''
import ctypes, os, platform

libc = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    """Make a system call by its number on x86-64."""
    if platform.machine() != "x86_64":
        raise PermissionError("these numbers are those of x86-64")
    result = libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "denied")
    return result


def tried(roads):
    """Try every road: what each gave, or how it was denied."""
    answers = {}
    for name, road in roads.items():
        try:
            answers[name] = f"through: {road()!r}"[:2000]
        except BaseException as error:
            answers[name] = f"denied: {type(error).__name__}: {error}"[:200]
    return answers
'''
QUESTION = Question("roads", 0)


def exercise(limits: Limits = LIMITS, logical_devices: int = 1) -> Any:
    """Give an exercise of one part and one check, which calls what the submission names `attempt`."""
    return small.exercise(
        parts=(Part("attempt", "attempt"),),
        checks=(Check("roads", "attempt", small.probe, lambda _expected, _seen: None, draws=1),),
        points={"roads": 1.0},
        limits=limits,
        logical_devices=logical_devices,
        probes=PROBES,
        traps=(),
        drawings=(),
    )


def submission(source: str) -> Submission:
    """Return a script as it is read."""
    return Submission("s.py", "s", "", (Cell(None, source),))


@dataclass
class Scene:
    """A fork server, and around it what student code must not reach; `secret` is in every file that it must not read."""

    top: Path
    launcher: ForkServer
    hidden: Path
    teacher: Path
    secret: str
    folder: Path
    server: int
    values: dict[str, str] = field(default_factory=dict)

    def run(self, source: str, limits: Limits = LIMITS, **values: object) -> Evidence:
        """Run a submission that defines `attempt`; `{teacher}` and its like in it are paths and numbers of this scene."""
        return sandbox.observe(self.launcher, exercise(limits), self.submission(source, **values), seed=7)

    def submission(self, source: str, **values: object) -> Submission:
        """Return the submission that `run` runs."""
        filled = TRY + source
        for name, value in (self.values | {name: str(value) for name, value in values.items()}).items():
            filled = filled.replace(f"{{{name}}}", value)
        return submission(filled)

    def answers(self, source: str, limits: Limits = LIMITS, **values: object) -> Mapping[str, str]:
        """Run a submission and give what its attempt answered, road by road."""
        evidence = self.run(source, limits, **values)
        observation: Observation = evidence.observations[QUESTION]
        assert observation.cause is None, (observation, evidence.problems)
        return {name: str(value) for name, value in observation.values.items()}

    def through(self, source: str, **values: object) -> set[str]:
        """Give the roads of which the submission says that they led through."""
        return {name for name, said in self.answers(source, **values).items() if said.startswith("through")}

    def leaking(self, source: str, **values: object) -> set[str]:
        """Give the roads over which the secret came out: whatever else is said of them."""
        return {name for name, said in self.answers(source, **values).items() if self.secret in said}

    @property
    def unchanged(self) -> bool:
        """Tell whether the teacher's files are as they were."""
        return _state(self.top / "teacher") == self.values["state"]


@contextmanager
def scene(*without: str, isolation: Isolate = Isolate.AUTO, tensorflow: bool = True) -> Iterator[Scene]:
    """Set the scene, and start a fork server whose children leave out the layers named.

    In a folder that everybody may pass through and change: what stops student code must be its confinement. Without
    `tensorflow`, a stand-in that loads at once is what the fork server loads.
    """
    top = Path(tempfile.mkdtemp(prefix="gradetape-tests-"))
    top.chmod(0o755)
    secret = secrets.token_hex(16)
    hidden, teacher = top / "reference" / "solution.py", top / "teacher" / "grades.csv"
    for path in (hidden, teacher):
        path.parent.mkdir()
        path.parent.chmod(0o777)
        path.write_text(f"{secret}\n")
        path.chmod(0o666)
    # A shell's own limit on cores would hide that there is none of ours.
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    tempfile.tempdir = str(top)
    os.environ["GRADE_TOKEN"] = secret
    try:
        with nullcontext() if tensorflow else stand_in():
            launcher = ForkServer([hidden.parent], isolation, without)
        launcher.ready()
    finally:
        tempfile.tempdir = None
        del os.environ["GRADE_TOKEN"]
    [folder] = top.glob("grade-*")
    server = processes.server_of(folder)
    values = {
        "hidden": str(hidden),
        "teacher": str(teacher),
        "server": str(server),
        "grader": str(os.getpid()),
        "state": _state(teacher.parent),
    }
    try:
        yield Scene(top, launcher, hidden, teacher, secret, folder, server, values)
    finally:
        launcher.close()
        processes.end_all(folder)
        shutil.rmtree(top, ignore_errors=True)


@contextmanager
def stand_in() -> Iterator[None]:
    """Let servers that are started meanwhile load what stands in for TensorFlow, at once."""
    path = [*sys.path]
    sys.path.insert(0, str(TINY))
    try:
        yield
    finally:
        sys.path[:] = path


def _state(folder: Path) -> str:
    """Describe a folder's files: content, mode, owner, dates."""
    described = []
    for path in (folder, *sorted(folder.rglob("*"))):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        described.append((path.name, content, status.st_mode, status.st_uid, status.st_nlink, status.st_mtime_ns))
    return repr(described)


@contextmanager
def listening() -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Listen on every kind of socket that a machine offers; give where, and a list of what was heard once it is asked."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        kinds: dict[str, tuple[int, int, Any]] = {
            "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "tcp6": (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)),
            "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, ("::1", 0)),
            "unix": (socket.AF_UNIX, socket.SOCK_STREAM, f"{folder}/socket"),
            "unix_datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, f"{folder}/datagram"),
            "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0gradetape-{secrets.token_hex(8)}"),
        }
        open_ones: dict[str, socket.socket] = {}
        for name, (family, kind, address) in kinds.items():
            try:
                made = socket.socket(family, kind)
                made.bind(address)
            except OSError:
                # No IPv6 here.
                continue
            if kind == socket.SOCK_STREAM:
                made.listen()
            made.setblocking(False)
            open_ones[name] = made
        for name in ("unix", "unix_datagram"):
            Path(kinds[name][2]).chmod(0o777)
        yield (
            {name: made.getsockname() for name, made in open_ones.items()},
            heard := [],
        )
        for name, made in open_ones.items():
            with made, suppress(BlockingIOError):
                if made.type == socket.SOCK_STREAM:
                    made.accept()[0].close()
                else:
                    made.recv(64)
                heard.append(name)


def limits(**changes: Any) -> Limits:
    """Give the limits of a run, some changed."""
    return replace(LIMITS, **changes)


def a_child_is_another_user(scene: Scene) -> bool:
    """Whether student code runs as another user than the grader."""
    return scene.answers("def attempt():\n    return {'user': str(os.getuid())}\n")["user"] != "0"
