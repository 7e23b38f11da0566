"""What the trusted side does by itself, whatever a child can do; each guard alone, where nothing else would help."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.errors import InternalError
from grader.grading.pipeline import Grader
from grader.model import Cause, Isolate, Isolation, Limit, Observation, Raised, Span, StandIns, Stopped
from grader.sandbox.confinement import private_folder
from grader.sandbox.protocol import decoder, frames
from grader.sandbox.supervisor.clock import MOST, Clock
from grader.sandbox.supervisor.dialogue import FLOOD, Casualty, Dialogue
from grader.sandbox.supervisor.process import ChildProcess, Pipes
from grader.sandbox.supervisor.turns import Turns
from grader.sandbox.supervisor.usage import Watch
from tests.support import processes, small
from tests.support.changed import changed
from tests.support.environment import PATIENCE_S
from tests.support.scene import LIMITS, QUESTION, Scene, exercise, limits
from tests.support.scene import scene as set_scene

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the watch reads /proc")
READ = frames.read_frame(None)


@pytest.fixture(scope="module")
def open_scene() -> Iterator[Scene]:
    """Give a fork server whose children confine themselves in nothing: what stops them is the trusted side."""
    with set_scene("limits", isolation=Isolate.OFF) as made:
        yield made


def ended(scene: Scene, source: str, **changes: float) -> Observation:
    observation = scene.run(source, limits(**changes)).observations[QUESTION]
    assert processes.all_of(scene.folder).keys() == {scene.server}
    return observation


@pytest.mark.parametrize(
    "take",
    ["bytearray(b'x' * 2**22)", "shared()", "tables()"],
    ids=["memory of its own", "memory that it shares", "tables of memory that it only reads"],
)
def test_memory_is_watched(take: str, open_scene: Scene) -> None:
    """No limit of the kernel's is in force: the watch alone ends who takes too much."""
    observation = ended(
        open_scene,
        f"""
import mmap
from tests.support.changed import changed

def shared():
    block = mmap.mmap(-1, 2**22)
    block.write(bytes(2**22))
    return block

def tables():
    # Four megabytes of tables for two gigabytes that read as zeros; 0x4000 is MAP_NORESERVE.
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
    block = mmap.mmap(-1, 2**31, flags=private, prot=mmap.PROT_READ)
    return block, [block[place] for place in range(0, 2**31, 2**21)]

def attempt():
    hoard = []
    while len(hoard) < 1000:
        hoard.append({take})
    return {{}}
""",
    )
    assert (observation.cause, observation.trouble) == (
        Cause.OUT_OF_MEMORY,
        Stopped(Limit.MEMORY, str(LIMITS.memory_mb)),
    )


@pytest.mark.parametrize(
    ("limit", "source"),
    [
        (Limit.THREADS, "import threading, time\n\ndef one(n):\n    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"),
        (Limit.DISK, "def one(n):\n    open(str(n), 'w').close()\n"),
        (Limit.DISK, "def one(n):\n    open('big', 'ab').write(b'x' * 2**20)\n"),
        (Limit.DISK, "os.mkdir('dark', 0o300)\n\ndef one(n):\n    open(f'dark/{n}', 'w').close()\n"),
        (Limit.DISK, "def one(n):\n    os.mkdir('d')\n    os.chdir('d')\n"),
        (Limit.OUTPUT, "def one(n):\n    print('x' * 1000)\n"),
    ],
    ids=["threads", "many files", "a large file", "files in a folder that can't be listed", "deep folders", "output"],
)  # fmt: skip
def test_threads_disk_and_output_are_watched(limit: Limit, source: str, open_scene: Scene) -> None:
    """Who goes on for ever with a thing that is counted is ended, and told which."""
    forever = "\ndef attempt():\n    n = 0\n    while True:\n        one(n := n + 1)\n"
    observation = ended(open_scene, source + forever, memory_mb=4096)
    assert observation.cause is Cause.KILLED
    assert observation.trouble
    assert observation.trouble.limit is limit


def test_the_clock_is_the_graders(open_scene: Scene) -> None:
    """Neither a masked alarm nor a patched clock buys time, for a question or for the whole run."""
    masked = """
import signal, time

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
time.time = time.monotonic = lambda: 0.0

def attempt():
    while True:
        pass
"""
    started = time.monotonic()
    assert ended(open_scene, masked, check_s=0.5).cause is Cause.TIMED_OUT
    assert ended(open_scene, masked, run_s=0.5).cause is Cause.TIMED_OUT
    assert time.monotonic() - started < PATIENCE_S


def test_evidence_has_a_limit_in_all(open_scene: Scene) -> None:
    """Frames that are all in order are refused once they are too many; the grader holds at most one."""
    flood = """
import json, struct

text = json.dumps({"kind": "running", "statement": 0, "line": 1}).ljust(4000).encode()
frames = (struct.pack(">II", len(text), 0) + text) * 10
for fd in range(3, 60):
    try:
        while True:
            os.write(fd, frames)
    except OSError:
        pass

def attempt():
    return {}
"""
    evidence = open_scene.run(flood, limits(check_s=30.0, run_s=60.0))
    refused = [t.detail for t in evidence.problems if isinstance(t, Stopped) and t.limit is Limit.EVIDENCE]
    assert refused
    assert all(f"{frames.TOTAL_BYTES >> 20} MB" in message for message in refused)


def test_a_survivor_is_found() -> None:
    """If something is left running, the next grade isn't given as if nothing were."""
    with set_scene("seccomp", "landlock", "bubblewrap", tensorflow=False) as weak:
        with pytest.raises(InternalError, match="left a process running"):
            weak.run(
                "import time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(30)\n\ndef attempt():\n    return {}\n"
            )
        processes.end_all(weak.folder)


def test_no_link_is_followed(open_scene: Scene) -> None:
    """A link in a child's folder counts as a link, and what it leads to is still there when the folder is gone."""
    teacher = open_scene.teacher
    big = teacher.parent / "big"
    with big.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 * LIMITS.disk_mb * private_folder.MB)
    observation = ended(
        open_scene,
        """
import time

os.symlink(os.path.dirname("{teacher}"), "folder")
os.symlink("{teacher}", "file")
os.mkdir("inner")
os.symlink("../..", "inner/up")

def attempt():
    time.sleep(0.5)
    return {}
""",
    )
    assert observation.cause is None
    assert big.stat().st_size == 2 * LIMITS.disk_mb * private_folder.MB
    assert teacher.read_text().strip() == open_scene.secret
    big.unlink()


@contextmanager
def made_deep(folder: Path, levels: int) -> Iterator[None]:
    """Nest folders far beyond what a path can name, with a file, a link and folders without rights on the way."""
    here = Path.cwd()
    os.chdir(folder)
    for level in range(levels):
        Path(f"file{level}").touch()
        Path(f"link{level}").symlink_to(here)
        Path("aside").mkdir(0o300)
        Path("down").mkdir()
        os.chdir("down")
    os.chdir(here)
    yield


def test_any_tree_is_removed(tmp_path: Path) -> None:
    """Deeper than functions may call each other, with modes that forbid it: nothing of it is left, and no link followed."""
    top = tmp_path / "top"
    top.mkdir()
    with made_deep(top, 2 * sys.getrecursionlimit()):
        kept = list(Path.cwd().iterdir())
        private_folder.remove(top)
    assert not top.exists()
    assert list(Path.cwd().iterdir()) == kept


def test_removing_what_is_gone_is_no_error(tmp_path: Path) -> None:
    """A folder that isn't there, or is a link by now, is left alone."""
    private_folder.remove(tmp_path / "nothing")
    (tmp_path / "link").symlink_to(tmp_path)
    private_folder.remove(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()


def test_a_deep_tree_is_over_its_limits(tmp_path: Path) -> None:
    """Depth has a limit of its own, so that nobody who walks a tree runs out of stack or of descriptors."""
    with made_deep(tmp_path, 200):
        assert private_folder.holds_more(tmp_path, limits(files=10**6))
    private_folder.remove(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system to fill")
def test_files_without_a_name_are_seen_by_what_is_left_of_the_disk(tmp_path: Path) -> None:
    """A file that was removed while it is open or mapped is in no tree; that the disk fills up is seen all the same."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96m", "none", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        watch = Watch(os.getpid(), tmp_path, limits(memory_mb=10**6, threads=10**6))
        with tempfile.TemporaryFile(dir=tmp_path) as file:
            time.sleep(0.15)
            assert watch.exceeded() is None
            file.write(bytes(64 * private_folder.MB))
            file.flush()
            time.sleep(0.15)
            assert watch.exceeded() == (Cause.KILLED, Stopped(Limit.DISK, str(LIMITS.disk_mb)))
    finally:
        subprocess.run(["umount", tmp_path], check=True)


class NoProcess:
    """Stands for a child that can't be told from one that works: this process."""

    pid = os.getpid()

    def interrupt(self) -> None:
        """Do nothing: there is no process."""

    def end(self) -> int:
        """End nothing."""
        return 0


def test_one_that_talks_all_the_time_is_looked_at(tmp_path: Path) -> None:
    """Messages without a pause keep the grader neither from its clock nor from its watch."""
    # Who talks is one thread more than there is now.
    threads = len(list(Path("/proc/self/task").iterdir()))
    for changes, cause in (({"run_s": 0.3}, Cause.TIMED_OUT), ({"threads": threads}, Cause.KILLED)):
        pipes = Pipes()
        child = ChildProcess(pipes, tmp_path, NoProcess(), lambda: None)
        worker = Dialogue(child, limits(**changes), time.monotonic() + 0.3)
        os.write(pipes.evidence_w, frames.hello_frame(Isolation(), {}))
        worker.hello()
        stop = threading.Event()

        def talk(pipe: int = pipes.evidence_w, stop: threading.Event = stop) -> None:
            os.write(pipe, READ)
            while not stop.is_set():
                os.write(pipe, frames.running_frame(0, 1))
                time.sleep(0.0005)

        talker = threading.Thread(target=talk)
        talker.start()
        started = time.monotonic()
        with pytest.raises(Casualty) as ended:
            worker.load(exercise(), small.submission(), seed=7, left_out=[], stand_ins=StandIns())
        stop.set()
        talker.join()
        assert ended.value.cause is cause
        assert time.monotonic() - started < PATIENCE_S
        pipes.close_theirs()
        worker.end()


@pytest.fixture
def starved() -> Iterator[int]:
    """Give the number of a process that is always ready to run, and shares the only core that it may use with five others."""
    spin = f"import os; os.sched_setaffinity(0, {{{min(os.sched_getaffinity(0))}}})\nwhile True: pass"
    started = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(6)]
    try:
        for process in started:
            while int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) < 10**8:
                time.sleep(0.05)
        yield started[0].pid
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_waiting_for_a_core_does_not_count(starved: int, tmp_path: Path) -> None:
    """A child that others keep from running has more time, and no more than a stated multiple of its limit."""
    pipes = Pipes()
    other = NoProcess()
    other.pid = starved
    worker = Dialogue(ChildProcess(pipes, tmp_path, other, lambda: None), limits(check_s=0.5), time.monotonic() + 60)
    started = time.monotonic()
    with pytest.raises(Casualty) as ended:
        worker.load(exercise(), small.submission(), seed=7, left_out=[], stand_ins=StandIns())
    assert ended.value.stopped == Stopped(Limit.TIME, "0.5")
    assert time.monotonic() - started > 2 * 0.5
    assert worker.deadline > started + 60
    pipes.close_theirs()
    worker.end()


def test_at_least_a_third_of_all_time_counts(starved: int) -> None:
    """However little a process gets to run, its clock goes on."""
    clock = Clock(starved)
    time.sleep(0.5)
    assert MOST * clock.seconds() >= 0.5
    assert clock.taken_off() > 0


def test_sleeping_counts() -> None:
    """A process that sleeps waits for nobody's core, and one that is gone has no more time than any."""
    sleeper = subprocess.Popen(["sleep", "60"])
    while Path(f"/proc/{sleeper.pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.05)
    asleep = Clock(sleeper.pid)
    time.sleep(0.2)
    assert asleep.seconds() >= 0.2
    sleeper.kill()
    sleeper.wait()
    assert asleep.seconds() >= 0.2


def test_what_was_measured_is_told(open_scene: Scene) -> None:
    """A statement, a check and a whole run that take too long each have the limit that they met, without any grace."""
    asleep = "import time, signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
    check = f"{asleep}def attempt():\n    time.sleep(60)\n"
    assert ended(open_scene, check, check_s=0.5).trouble == Stopped(Limit.TIME, "0.5")
    assert ended(open_scene, check, run_s=1.0).trouble == Stopped(Limit.RUN, "1")
    evidence = open_scene.run(f"{asleep}time.sleep(60)\ndef attempt():\n    return {{}}\n", limits(check_s=0.5))
    [stopped] = evidence.problems
    assert (stopped.limit, stopped.detail) == (Limit.TIME, "0.5")


def test_who_dies_of_the_word_that_time_is_up_was_late(open_scene: Scene) -> None:
    """A submission that lets the signal end its process has used up its time, and crashed nothing."""
    dies = (
        "import time, signal\ndef attempt():\n    signal.signal(signal.SIGALRM, signal.SIG_DFL)\n    time.sleep(60)\n"
    )
    assert ended(open_scene, dies, check_s=0.5).trouble == Stopped(Limit.TIME, "0.5")


def test_one_that_reads_no_orders_is_ended_in_time(tmp_path: Path) -> None:
    """Orders that nobody reads keep the grader waiting no longer than an answer that nobody gives."""
    pipes = Pipes()
    worker = Dialogue(
        ChildProcess(pipes, tmp_path, NoProcess(), lambda: None), limits(check_s=0.3), time.monotonic() + 10
    )
    long = small.submission("# " + 2**20 * "x")
    with pytest.raises(Casualty) as ended:
        worker.load(exercise(), long, seed=7, left_out=[], stand_ins=StandIns())
    assert ended.value.cause is Cause.TIMED_OUT
    pipes.close_theirs()
    worker.end()


def test_an_answer_to_unread_orders_is_refused(tmp_path: Path) -> None:
    """A child that answers before it has read the whole question is ended, and leaves no half an order behind."""
    pipes = Pipes()
    worker = Dialogue(ChildProcess(pipes, tmp_path, NoProcess(), lambda: None), limits(), time.monotonic() + 10)
    os.write(pipes.evidence_w, READ + frames.loaded_frame({}, ()))
    long = small.submission("# " + 2**20 * "x")
    with pytest.raises(Casualty, match=r"refused"):
        worker.load(exercise(), long, seed=7, left_out=[], stand_ins=StandIns())
    pipes.close_theirs()
    worker.end()


@pytest.mark.parametrize(
    "frame",
    [
        frames.loaded_frame({"step": Span(1, 10_000_000)}, ()),
        frames.loaded_frame({"step": Span(0, 1)}, ()),
        frames.loaded_frame({"step": Span(2, 1)}, ()),
        frames.running_frame(0, 10_000_000),
        frames.running_frame(10_000_000, 1),
    ],
    ids=["a definition to line ten million", "from line 0", "backwards", "a line too many", "a statement too many"],
)
def test_numbers_are_bounded_by_what_they_are_about(frame: bytes, tmp_path: Path) -> None:
    """No line, statement or definition is believed that the submission doesn't have: nobody loops over what isn't there."""
    pipes = Pipes()
    worker = Dialogue(ChildProcess(pipes, tmp_path, NoProcess(), lambda: None), limits(), time.monotonic() + 10)
    os.write(pipes.evidence_w, READ + frame + frames.loaded_frame({}, ()))
    with pytest.raises(Casualty) as ended:
        worker.load(exercise(), small.submission(), seed=7, left_out=[], stand_ins=StandIns())
    assert ended.value.cause is Cause.REFUSED
    assert "doesn't have" in ended.value.stopped.detail
    pipes.close_theirs()
    worker.end()


def test_trouble_at_a_line_that_is_not_there_has_no_line(tmp_path: Path) -> None:
    """Code that was compiled at runtime may raise at any line; the report shows none then."""
    pipes = Pipes()
    worker = Dialogue(ChildProcess(pipes, tmp_path, NoProcess(), lambda: None), limits(), time.monotonic() + 10)
    os.write(
        pipes.evidence_w,
        READ + frames.loaded_frame({}, (Raised("ValueError", "", 10_000_000), Raised("KeyError", "", 1))),
    )
    loaded = worker.load(exercise(), small.submission(), seed=7, left_out=[], stand_ins=StandIns())
    assert [problem.line for problem in loaded.problems] == [None, 1]
    pipes.close_theirs()
    worker.end()


@pytest.mark.parametrize("shape", [[10_000_000, 0], [0, 10_000_000], [4096, 2, 0]])
def test_an_array_without_numbers_has_few_rows(shape: list[int]) -> None:
    """Rows that take no byte are rows all the same, to whoever reads them."""
    fields = {"kind": "answer", "values": {"x": {"dtype": "float32", "shape": shape}}, "cause": None, "trouble": None}
    with pytest.raises(frames.Refused, match="too many rows"):
        decoder.decode(json.dumps(fields).encode(), b"")


SLOW = """
import time

def attempt():
    at = time.monotonic()
    open("asked", "w").close()
    time.sleep(1.0)
    return {"at": str(at)}
"""
BESIDE = """
import time

def attempt():
    time.sleep(3.5)
    return {"until": str(time.monotonic())}
"""


def test_a_starved_reference_is_run_again_alone() -> None:
    """A reference that gets no time beside others is no broken one: it runs once more when they have ended."""
    with set_scene(tensorflow=False) as scene, ThreadPoolExecutor(2) as pool:
        asked = changed(exercise(limits(check_s=2.0)), solution=scene.submission(SLOW))
        expected = Grader(scene.launcher).expected.prepare(asked, 7)
        assert processes.within(5.0, lambda: list(scene.folder.glob("runs/*/asked")))
        [starved] = processes.besides(scene.server, scene.folder)
        # As if others took all of the machine's time.
        os.kill(starved, signal.SIGSTOP)
        beside = pool.submit(scene.answers, BESIDE, limits(check_s=10.0))
        [seen] = expected.result().observations.values()
        assert seen.cause is None
        assert float(str(seen.values["at"])) > float(beside.result()["until"])


def test_one_runs_alone() -> None:
    """Who must be alone waits for those who run, and new ones wait for it."""
    turns, order = Turns(), []

    def run(turn: contextlib.AbstractContextManager[None], name: str, until: threading.Event) -> threading.Thread:
        def go() -> None:
            with turn:
                order.append(name)
                until.wait()
                order.append(f"{name} ends")

        thread = threading.Thread(target=go)
        thread.start()
        return thread

    first, second = threading.Event(), threading.Event()
    second.set()
    threads = [run(turns.beside(), "one", first)]
    assert processes.within(5.0, lambda: order == ["one"])
    threads.append(run(turns.alone(), "alone", second))
    assert processes.within(5.0, lambda: turns._alone == 1)  # noqa: SLF001 (that it waits can't be seen otherwise)
    threads.append(run(turns.beside(), "another", second))
    first.set()
    for thread in threads:
        thread.join()
    assert order == ["one", "one ends", "alone", "alone ends", "another", "another ends"]


@pytest.mark.parametrize("ending", ["evidence", "output"])
def test_the_last_statement_announced_is_the_one_at_fault(ending: str, tmp_path: Path) -> None:
    """Announcements that come together with what ends the child, or are still to be read then, count."""
    pipes = Pipes()
    child = ChildProcess(pipes, tmp_path, NoProcess(), lambda: None)
    worker = Dialogue(child, limits(printed_kb=1), time.monotonic() + 10)
    announced = READ + b"".join(frames.running_frame(number, number + 1) for number in range(3))
    if ending == "evidence":
        os.write(pipes.evidence_w, announced + bytes(8))
    else:
        os.write(pipes.output_w, bytes(FLOOD * 1024 + 1))
        os.write(pipes.evidence_w, announced)
    with pytest.raises(Casualty):
        worker.load(exercise(), small.submission(), seed=7, left_out=[], stand_ins=StandIns())
    assert worker.running == frames.Running(2, 3)
    pipes.close_theirs()
    worker.end()
