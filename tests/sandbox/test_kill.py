"""Killed at any moment, the command, the fork server and a child leave nothing behind, and the next one works."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import InternalError
from grader.model import Cause, Exited
from tests.support import processes
from tests.support.paths import CASES, TINY
from tests.support.scene import QUESTION, Scene
from tests.support.scene import scene as set_scene

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

SOON_S = 10.0
"""A moment for TensorFlow: while one of its libraries is loaded, Python can do nothing else."""
RIGHT = CASES / "linear_regression" / "correct_plain" / "linear_regression.py"
MOMENTS = random.Random(7)
BUSY = "def attempt():\n    while True:\n        open('file', 'w').write('x')\n"


@pytest.fixture
def top() -> Iterator[Path]:
    """Give a folder for temporary files; pytest's own would keep the user of a child out."""
    with tempfile.TemporaryDirectory(prefix="gradetape-tests-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def command(top: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "grader", RIGHT, "--format", "json", "--seed", "7"],
        env={**os.environ, "TMPDIR": str(top)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def whole_s() -> float:
    """Give the time that a whole command takes here, and see that it gives full marks and leaves nothing."""
    with tempfile.TemporaryDirectory(prefix="gradetape-tests-") as folder:
        Path(folder).chmod(0o755)
        started = time.monotonic()
        graded_in(Path(folder))
        return time.monotonic() - started


def graded_in(top: Path) -> None:
    """Run a whole command, and assert that it gives full marks and leaves nothing."""
    with command(top) as graded:
        out, _ = graded.communicate()
    assert [grade["score"] for grade in json.loads(out)["grades"]] == [100]
    assert is_empty(top)


def is_empty(top: Path) -> bool:
    return not processes.all_of(top) and not list(top.iterdir())


@pytest.mark.parametrize("fraction", [round(MOMENTS.uniform(0.02, 0.98), 2) for _ in range(8)])
def test_a_killed_command_leaves_nothing(fraction: float, top: Path, whole_s: float) -> None:
    """Killed while TensorFlow is loaded or while it grades: soon nothing runs and nothing lies about."""
    with command(top) as killed:
        time.sleep(fraction * whole_s)
        killed.kill()
        killed.communicate()
    assert processes.within(SOON_S, lambda: is_empty(top))


def test_the_command_after_a_killed_one_works(top: Path, whole_s: float) -> None:
    """What a killed command leaves doesn't disturb the next one."""
    with command(top) as killed:
        time.sleep(0.7 * whole_s)
        killed.kill()
        killed.communicate()
    graded_in(top)


HELD_BY_A_COPY = """
import os, signal, sys, time
from pathlib import Path

from grader import sandbox
from grader.model import Limits
from grader.sandbox.supervisor.dialogue import Dialogue

sys.path.insert(0, {tiny!r})
launcher = sandbox.ForkServer([Path("/nothing")])
worker = Dialogue(launcher.start(Limits()), Limits(), time.monotonic() + 180)
worker.hello()
copy = os.fork()
if copy == 0:
    time.sleep(60)
    os._exit(0)
print(copy, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_copy_of_a_killed_command_keeps_nothing_running(top: Path) -> None:
    """Its death ends all, also while a process that it forked holds everything open that it had open."""
    killed = subprocess.Popen(
        [sys.executable, "-c", HELD_BY_A_COPY.format(tiny=str(TINY))],
        env={**os.environ, "TMPDIR": str(top)},
        stdout=subprocess.PIPE,
    )
    with killed:
        assert killed.stdout
        copy = int(killed.stdout.readline())
        try:
            assert killed.wait() == -signal.SIGKILL
            assert processes.within(SOON_S, lambda: is_empty(top))
        finally:
            os.kill(copy, signal.SIGKILL)


@pytest.mark.parametrize("after_s", [round(MOMENTS.uniform(0.0, 0.5), 3) for _ in range(2)])
def test_a_killed_fork_server_leaves_nothing(after_s: float) -> None:
    """Its children die with it, it is our fault and not the student's, and what is left goes with the command."""
    with set_scene(tensorflow=False) as scene:
        threading.Timer(after_s, os.kill, (scene.server, signal.SIGKILL)).start()
        with pytest.raises(InternalError, match=r"stopped unexpectedly|could not be prepared"):
            scene.run(BUSY)
        assert processes.within(SOON_S, lambda: not processes.all_of(scene.folder))
        scene.launcher.close()
        assert not scene.folder.exists()


def test_a_killed_fork_server_is_gone_before_it_can_be_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch starts another one at once: whoever was given the old one again would lose one more try."""
    with set_scene(tensorflow=False) as scene:
        assert scene.launcher.alive()
        monkeypatch.setattr(subprocess.Popen, "poll", lambda _process: None)
        os.kill(scene.server, signal.SIGKILL)
        with pytest.raises(InternalError, match="stopped unexpectedly"):
            scene.run(BUSY)
        assert not scene.launcher.alive()


@pytest.mark.parametrize("after_s", [round(MOMENTS.uniform(0.05, 1.0), 3) for _ in range(4)])
def test_a_killed_child_leaves_nothing(after_s: float, scene: Scene) -> None:
    """A child that something outside has killed is said to have been killed, and the next run is as ever."""

    def kill() -> None:
        # On a busy machine there may be none yet.
        assert processes.within(SOON_S, lambda: processes.besides(scene.server, scene.folder))
        for pid in processes.besides(scene.server, scene.folder):
            os.kill(pid, signal.SIGKILL)

    before = sorted(scene.folder.rglob("*"))
    threading.Timer(after_s, kill).start()
    observation = scene.run(BUSY).observations[QUESTION]
    assert observation.cause is Cause.KILLED
    assert observation.trouble == Exited(-signal.SIGKILL)
    assert processes.all_of(scene.folder).keys() == {scene.server}
    assert sorted(scene.folder.rglob("*")) == before
    assert scene.answers("def attempt():\n    return {'well': 'yes'}\n") == {"well": "yes"}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Give a fork server that outlives its children."""
    with set_scene(tensorflow=False) as made:
        yield made
