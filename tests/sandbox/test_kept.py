"""A fork server that stays for the next command: who finds it, what ends it, and that student code can't reach it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader import sandbox
from grader.model import Limits
from grader.sandbox.child import kept as child
from grader.sandbox.supervisor.fork_server import ForkServer
from tests.support.installation import RIGHT
from tests.support.paths import TINY
from tests.support.scene import QUESTION, TRY, Scene, stand_in
from tests.support.scene import scene as new_scene

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, every child is a fresh process")]


@pytest.fixture(autouse=True)
def session() -> None:
    """Lead a session where the leader of ours isn't to be seen, as in a container: a server ends with it, and needs one."""
    if os.getsid(0) == 0:
        os.setsid()


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder for sockets, with a path as short as that of a socket must be; servers that are left end with the test."""
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    sandbox.stop_kept()
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Have servers load at once what stands in for TensorFlow."""
    with stand_in():
        yield


@pytest.fixture
def scene() -> Iterator[Scene]:
    with new_scene(tensorflow=False) as made:
        yield made


def pid_of(server: sandbox.KeptServer) -> int:
    """Tell the parent of a child of this server."""
    process = server.start(Limits())
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.partition("PPid:")[2].split()[0])
    finally:
        process.end()


def ends(pid: int) -> bool:
    """Wait for a process that isn't ours to end."""
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_the_next_one_finds_it_and_grades_as_ever(runtime: Path) -> None:
    """The same process, and the same promises; each grader's folder is gone when the grader is."""
    pids, promised = [], []
    for _ in range(2):
        server = sandbox.KeptServer([])
        promised.append(sandbox.introduce(server, Limits())[1])
        pids.append(pid_of(server))
        assert server.alive()
        server.close()
        assert not server.alive()
    assert pids[0] == pids[1]
    alone = ForkServer([])
    try:
        assert promised == [sandbox.introduce(alone, Limits())[1]] * 2
    finally:
        alone.close()
    [place] = sandbox.kept()
    assert place.parent == runtime / "gradetape"
    assert sandbox.stop_kept() == 1
    assert ends(pids[0])
    assert sandbox.kept() == []


def test_who_waits_for_it_is_served_though_its_terminal_is_closed(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The terminal that it was started in may go while TensorFlow is loaded; whoever has connected by then is served."""
    slow = shutil.copytree(TINY / "tensorflow", runtime / "slow" / "tensorflow") / "__init__.py"
    slow.write_text(f"{slow.read_text()}\nimport time\n\ntime.sleep(3)\n")
    monkeypatch.syspath_prepend(str(slow.parent.parent))
    source = (
        f"import sys, time; sys.path[:] = {sys.path!r}\n"
        "from grader import sandbox\n"
        "server = sandbox.KeptServer([])\n"
        "print(server.is_new, flush=True)\n"
        "time.sleep(600)\n"
    )
    words = [sys.executable, "-c", source]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "True\n"
        second = sandbox.KeptServer([])
        first.kill()
    assert not second.is_new
    assert "tensorflow" in second.ready()
    second.close()


@pytest.mark.usefixtures("runtime")
def test_two_at_once_share_it_and_one_that_is_killed_leaves_nothing() -> None:
    """What one of them asked for ends with it, and the other goes on."""
    first = sandbox.KeptServer([])
    first.ready()
    source = (
        f"import sys, time; sys.path[:] = {sys.path!r}\n"
        "from grader import sandbox\n"
        "from grader.model import Limits\n"
        "server = sandbox.KeptServer([])\n"
        "child = server.start(Limits())\n"
        "print(server.is_new, child.pid, child.folder, flush=True)\n"
        "time.sleep(600)\n"
    )
    second = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert second.stdout is not None
    is_new, pid, folder = second.stdout.readline().split()
    assert is_new == "False"
    assert Path(folder).is_dir()
    second.kill()
    second.wait()
    second.stdout.close()
    assert ends(int(pid))
    for _ in range(200):
        if not Path(folder).exists():
            break
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert first.alive()
    assert sandbox.introduce(first, Limits())[0]["python"]
    first.close()


@pytest.mark.usefixtures("runtime")
def test_after_one_that_was_killed_comes_a_new_one() -> None:
    """Its socket is still there, but nobody listens."""
    server = sandbox.KeptServer([])
    pid = pid_of(server)
    server.close()
    os.kill(pid, signal.SIGKILL)
    assert ends(pid)
    assert len(sandbox.kept()) == 1
    again = sandbox.KeptServer([])
    assert again.is_new
    assert pid_of(again) != pid
    again.close()


@pytest.mark.usefixtures("runtime")
def test_another_environment_is_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is passed on to student code changes the name; here nobody is waited for."""
    first = sandbox.KeptServer([])
    monkeypatch.setenv("TZ", "Europe/Kyiv")
    second = sandbox.KeptServer([])
    assert second.is_new
    assert len(sandbox.kept()) == 2
    first.close()
    second.close()


def test_a_folder_that_others_may_enter_is_not_used(runtime: Path) -> None:
    """Somebody else could listen there; then nothing is kept."""
    (runtime / "gradetape").mkdir(mode=0o755)
    with pytest.raises(PermissionError):
        sandbox.KeptServer([])
    server = sandbox.launcher([], keep=True)
    assert isinstance(server, ForkServer)
    server.close()


def test_it_is_over_when_what_it_was_kept_for_is_gone(tmp_path: Path) -> None:
    """Nobody came for long, the terminal is closed, a package came, or the socket is another's."""
    shell = subprocess.Popen(["sleep", "600"])
    terminal = os.pidfd_open(shell.pid)
    packages, place = tmp_path / "site-packages", tmp_path / "socket"
    packages.mkdir()
    place.touch()
    now, own = time.monotonic(), place.stat().st_ino
    watched = {str(packages): packages.stat().st_mtime_ns}
    try:
        assert not child.is_over(now, terminal, place, own, watched)
        assert child.is_over(now - child.IDLE_S - 1.0, terminal, place, own, watched)
        assert child.is_over(now, terminal, place, own + 1, watched)
        assert child.is_over(now, terminal, tmp_path / "none", own, watched)
        (packages / "new").mkdir()
        os.utime(packages, ns=(0, 0))
        assert child.is_over(now, terminal, place, own, watched)
        watched = {str(packages): 0}
        assert not child.is_over(now, terminal, place, own, watched)
        shell.kill()
        shell.wait()
        assert child.is_over(now, terminal, place, own, watched)
    finally:
        shell.kill()
        shell.wait()
        os.close(terminal)


@pytest.mark.usefixtures("runtime")
def test_student_code_cant_reach_it(scene: Scene) -> None:
    """Neither its socket nor the folder that the socket lies in, nor what commands remember there of expected values."""
    server = sandbox.KeptServer([])
    [place] = sandbox.kept()
    remembered = server.remembers("file")
    remembered.write_text("expected values")
    server.close()
    source = f"""{TRY}
import socket

def connect():
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
        control.connect({str(place)!r})

def attempt():
    return tried({{
        "connect": connect,
        "list": lambda: os.listdir({str(place.parent)!r}),
        "read": lambda: open({str(remembered)!r}).read(),
        "write": lambda: open({str(remembered)!r}, "w"),
    }})
"""
    answers = scene.run(source).observations[QUESTION].values
    assert len(answers) == 4
    assert all(str(answer).startswith("denied") for answer in answers.values()), answers
    # It was there to be reached.
    again = sandbox.KeptServer([])
    assert not again.is_new
    again.close()
    assert remembered.read_text() == "expected values"


@pytest.mark.usefixtures("runtime")
def test_what_commands_remember_goes_with_the_server() -> None:
    """However it ends: by itself, or killed, which the next one sees."""
    server = sandbox.KeptServer([])
    remembered, pid = server.remembers("file"), pid_of(server)
    remembered.touch()
    server.close()
    os.kill(pid, signal.SIGKILL)
    assert ends(pid)
    again = sandbox.KeptServer([])
    assert not again.remembers("file").exists()
    again.remembers("file").touch()
    pid = pid_of(again)
    again.close()
    assert remembered.exists()
    sandbox.stop_kept()
    assert ends(pid)
    assert not remembered.parent.exists()


@pytest.mark.usefixtures("runtime")
def test_grade_says_what_stays_and_how_to_end_it(
    tmp_path: Path, tiny_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Once, in the first report; never where it is switched off, or away from a terminal."""
    right = tmp_path / "tiny.py"
    right.write_text(RIGHT)
    assert "stays loaded" not in tiny_command(right, GRADETAPE_KEEP="0").stderr
    assert "stays loaded" not in tiny_command(right, GRADETAPE_KEEP="").stderr
    # A file that isn't there is no reason to load it.
    missing = tiny_command("tini.py", GRADETAPE_KEEP="1")
    assert missing.returncode == 3
    assert "Did you mean tiny.py?" in missing.stdout
    assert "stays loaded" not in missing.stderr
    assert sandbox.kept() == []
    first, second = (tiny_command(right, GRADETAPE_KEEP="1") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.count("stays loaded") == 1
    assert "stays loaded" not in second.stderr
    [place] = sandbox.kept()
    assert str(place) in tiny_command("doctor").stdout
    assert "no longer" in tiny_command("stop").stdout
    assert "wasn't kept" in tiny_command("stop").stdout
