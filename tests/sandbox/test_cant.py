"""One test a promise, named by what student code can't do."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import sandbox
from grader.model import Cause, Limit, Limits, Promise, Question, StandIns, Stopped
from grader.sandbox.confinement import bubblewrap, landlock
from tests.sandbox import attempts
from tests.support import processes
from tests.support.changed import changed
from tests.support.environment import PATIENCE_S
from tests.support.scene import LIMITS, QUESTION, Scene, a_child_is_another_user, exercise, limits
from tests.support.scene import scene as set_scene

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Give a fork server with every layer on."""
    with set_scene() as made:
        yield made
        assert made.unchanged
        assert processes.besides(made.server, made.folder) == []


def test_cant_read_reference(scene: Scene) -> None:
    """Neither by its path, nor by its folder, nor by links, nor by another root."""
    assert attempts.read_the_reference(scene) == set()


def test_cant_see_other_submissions(scene: Scene) -> None:
    """While another run is under way, its folder can be neither listed nor read."""
    assert attempts.see_other_submissions(scene) == set()


def test_cant_read_home(scene: Scene) -> None:
    """A file that everybody on this machine may read can't be read by student code."""
    assert attempts.read_home(scene) == set()


def test_cant_read_the_environment_of_the_grader(scene: Scene) -> None:
    """A token in the grader's environment or command line comes out nowhere."""
    assert attempts.read_environments(scene) == set()


def test_cant_use_network(scene: Scene) -> None:
    """Nobody who listens on this machine hears anything: IPv4, IPv6, UDP, sockets with a path, abstract ones, queues."""
    assert attempts.use_the_network(scene) == set()


def test_cant_start_a_process(scene: Scene) -> None:
    """No fork and no program, by whatever call."""
    assert attempts.start_a_process(scene) == set()


def test_cant_outlive_the_run(scene: Scene) -> None:
    """Nothing is left running once a run has ended."""
    assert attempts.outlive_the_run(scene) == set()


def test_cant_outlive_the_fork_server() -> None:
    """A child whose fork server is killed dies with it, also while it is stopped."""
    with set_scene(tensorflow=False) as lost:
        assert attempts.outlive_the_fork_server(lost) == set()


def test_cant_touch_the_environment(scene: Scene) -> None:
    """Python and its packages can't be opened for writing, nor be added to."""
    assert attempts.touch_the_environment(scene) == set()


def test_cant_change_files(scene: Scene) -> None:
    """A file that everybody on this machine may change can't be changed by student code."""
    assert attempts.change_files(scene) == set()


def test_cant_change_modes_and_dates(scene: Scene) -> None:
    """Modes, owners, dates and attributes outside stay as they are, whatever the answer says."""
    assert attempts.change_modes_and_dates(scene) == set()


def test_cant_hold_files(scene: Scene) -> None:
    """No attribute, no lease and no watch, also on files of its own user: no command but those on a short list."""
    assert attempts.hold_files(scene) == set()


def test_cant_see_the_machines_connections(scene: Scene) -> None:
    """Of what the kernel tells about itself, a child sees its own process, not who talks to whom."""
    assert attempts.see_the_machines_connections(scene) == set()


def test_cant_take_what_the_machine_has_once(scene: Scene) -> None:
    """Contexts for asynchronous input and output, and cores of other processes, are out of reach."""
    assert attempts.take_contexts(scene) == set()


def test_cant_watch_files(scene: Scene) -> None:
    """Nobody tells student code what others do with their files."""
    assert attempts.watch_files(scene) == set()


def test_cant_ask_the_page_cache(scene: Scene) -> None:
    """Nobody tells student code what others have read, and it moves no page of a file in or out for others to find."""
    assert attempts.ask_the_page_cache(scene) == set()


def test_cant_read_the_source_of_what_is_lent(scene: Scene) -> None:
    """A lent definition works, and no text of it is in a file, in Python's tables or among its objects."""
    stand_ins = StandIns(("lent",), f"def lent():\n    return 7  # {scene.secret}\n")
    looking = scene.submission(LOOKS_FOR_THE_SOURCE)
    evidence = sandbox.observe(scene.launcher, exercise(), looking, seed=7, stand_ins=stand_ins)
    observation = evidence.observations[QUESTION]
    assert {road for road, said in observation.values.items() if str(said).startswith("through")} == {"call"}
    assert observation.values["call"] == "through: 7"
    assert scene.secret not in repr(observation)


LOOKS_FOR_THE_SOURCE = """
import gc, glob, inspect, linecache, sys

# Not to be found in this file.
TEXT = "return 7" + "  #"

def in_a_frame():
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if TEXT in repr(value):
                return repr(value)
        frame = frame.f_back
    raise KeyError

def attempt():
    return tried({
        "call": lambda: lent(),
        "source": lambda: inspect.getsource(lent),
        "file": lambda: open(lent.__code__.co_filename).read(),
        "files": lambda: [open(path).read() for path in glob.glob("*") if TEXT in open(path).read()][0],
        "lines": lambda: linecache.getlines(lent.__code__.co_filename)[0],
        "frames": in_a_frame,
        "objects": lambda: [text for item in gc.get_objects() if isinstance(item, dict)
                            for text in list(item.values()) if isinstance(text, str) and TEXT in text.replace(TEXT, "", text == TEXT)][0],
    })
"""


def test_cant_reach_the_fork_server(scene: Scene) -> None:
    """Not by signals, not as a debugger, not by its memory, its files or its limits."""
    assert attempts.reach_the_fork_server(scene) == set()


def test_cant_signal_its_group(scene: Scene) -> None:
    """A child's group is its own."""
    assert attempts.signal_its_group(scene) == set()


def test_cant_use_inherited_descriptors(scene: Scene) -> None:
    """Nothing is open but its pipes: not the fork server's socket, and nothing of another run's."""
    assert attempts.use_inherited_descriptors(scene) == set()


def test_cant_open_the_other_ends_of_its_pipes(scene: Scene) -> None:
    """What the grader writes orders to and reads evidence from can't be filled or emptied by student code."""
    assert attempts.open_the_other_ends(scene) == set()


def test_cant_hang_the_grader_by_unread_orders(scene: Scene) -> None:
    """A child that answers one question, fills all it can and reads no more is ended when its time is up."""
    asked = changed(exercise(limits(check_s=1.0)), checks=(replace(exercise().questions.checks[0], draws=3),))
    started = time.monotonic()
    evidence = sandbox.observe(scene.launcher, asked, scene.submission(READS_NO_MORE), seed=7)
    assert evidence.observations[Question("roads", 1)].cause in (Cause.TIMED_OUT, Cause.REFUSED)
    assert time.monotonic() - started < PATIENCE_S


READS_NO_MORE = """
import fcntl, json, signal, struct, time

def ends(mode):
    for fd in range(3, 60):
        try:
            if fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == mode:
                yield fd
        except OSError:
            pass

def fill(fd):
    try:
        end = os.open(f"/proc/self/fd/{fd}", os.O_WRONLY | os.O_NONBLOCK)
        while True:
            os.write(end, b" ")
    except OSError:
        pass

def attempt():
    for fd in list(ends(os.O_RDONLY)):
        fill(fd)
    text = json.dumps({"kind": "answer", "values": {}, "cause": None, "trouble": None}).encode()
    for fd in [*ends(os.O_WRONLY), *ends(os.O_RDWR)]:
        try:
            os.write(fd, struct.pack(">II", len(text), 0) + text)
        except OSError:
            pass
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(1000)
"""


def test_cant_keep_a_file(scene: Scene) -> None:
    """Once a run is over, none of its files is left: not in its folder, not beside it, not in a place for everybody."""
    assert attempts.keep_a_file(scene) == set()


def test_cant_share_a_home(scene: Scene) -> None:
    """Home, caches, temporary files and working directory are of this run alone."""
    assert attempts.share_a_home(scene) == set()


def test_cant_leave_a_note(scene: Scene) -> None:
    """No run finds what an earlier one has written, wherever that was."""
    assert attempts.leave_a_note(scene) == set()


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap isn't installed, or may not make namespaces")
def test_cant_write_outside_under_bubblewrap() -> None:
    """In place of Landlock: no place for everybody and none beside its folder, where nobody counts and the next run looks."""
    with set_scene("landlock") as wrapped:
        assert attempts.leave_a_note(wrapped) == set()
        assert attempts.keep_a_file(wrapped) == set()
        assert wrapped.answers("def attempt():\n    return {'own': open('own', 'w').name}\n") == {"own": "own"}


def test_cant_leave_links(scene: Scene) -> None:
    """No link, FIFO, socket or device for whoever cleans up."""
    assert attempts.leave_links(scene) == set()


def test_cant_fill_the_disk(scene: Scene) -> None:
    """No file grows beyond the limit, however fast; and all together are ended soon after it."""
    assert attempts.take_disk_at_once(scene) == set()
    loop = (
        "def attempt():\n    for n in range(10**4):\n        open(str(n), 'wb').write(b'x' * {size})\n    return {}\n"
    )
    for size in (2**20, 1):
        observation = scene.run(loop.replace("{size}", str(size))).observations[QUESTION]
        assert observation.cause is Cause.KILLED
        assert observation.trouble
        assert observation.trouble.limit is Limit.DISK


def test_cant_eat_memory(scene: Scene) -> None:
    """Memory of every kind has an end: in one jump, bit by bit, shared, and in files without a name."""
    assert attempts.take_memory_at_once(scene) == set()
    assert attempts.hide_memory(scene) == set()
    private = "def attempt():\n    hoard = []\n    while True:\n        hoard.append(bytearray(b'x' * 2**22))\n"
    assert scene.run(private).observations[QUESTION].cause is Cause.OUT_OF_MEMORY


def test_cant_be_spared_when_memory_runs_out(scene: Scene) -> None:
    """If memory runs out all the same, the kernel ends student code before anything else."""
    assert attempts.be_spared_when_memory_runs_out(scene) == set()


def test_cant_gain_privileges(scene: Scene) -> None:
    """No capability, none to be had, filters on: by the kernel's word; and no other user or root by any call."""
    assert attempts.gain_privileges(scene) == set()


def test_cant_see_private_names(scene: Scene) -> None:
    """In a folder that only root may enter, student code can't even see whether a file is there."""
    if os.geteuid() != 0 or not a_child_is_another_user(scene):
        pytest.skip("children can be no other user here: an ordinary user grades, or Python lies in root's own folder")
    assert attempts.see_private_names(scene) == set()


def test_cant_dump_core(scene: Scene) -> None:
    """A crash leaves no copy of memory."""
    assert attempts.dump_core(scene) == set()


def test_cant_use_rare_parts_of_the_kernel(scene: Scene) -> None:
    """What student code has no use for is denied, and so is what is newer than the list."""
    assert attempts.use_the_kernels_rare_parts(scene) == set()


def test_cant_type_into_the_terminal(scene: Scene) -> None:
    """There is no terminal, and none can be had."""
    assert attempts.type_into_the_terminal(scene) == set()


FORGED = {
    "answer": ({"kind": "answer", "values": {"x": {"plain": "mine"}}, "cause": None, "trouble": None}, 2),
    "hello": ({"kind": "hello", "in_force": ["no_names"], "missing": [], "versions": {}}, 1),
    "verdict": ({"kind": "verdict", "outcome": "passed", "score": 100}, 1),
    "loaded": ({"kind": "loaded", "definitions": {}, "problems": []}, 1),
}


@pytest.mark.parametrize("kind", FORGED)
def test_cant_forge_evidence(kind: str, scene: Scene) -> None:
    """A message that nobody asked for ends its child as no evidence, and nothing in it is believed."""
    fields, times = FORGED[kind]
    evidence = scene.run(f"""
import json, struct

text = json.dumps({fields!r}).encode()
for fd in range(3, 60):
    try:
        os.write(fd, {times} * (struct.pack(">II", len(text), 0) + text))
    except OSError:
        pass

def attempt():
    return {{}}
""")
    observation = evidence.observations[QUESTION]
    # Sent while the submission is loaded, it costs the statement that sent it; later, the question.
    found = [trouble for trouble in (observation.trouble, *evidence.problems) if isinstance(trouble, Stopped)]
    assert Limit.EVIDENCE in [trouble.limit for trouble in found]
    assert "mine" not in observation.values.values()
    assert Promise.NO_NAMES not in evidence.isolation.in_force


@pytest.mark.parametrize(
    "hang",
    ["while True: pass", "sum(range(10**13))", "signal.pause()", "signal.raise_signal(signal.SIGSTOP)", "swallow()"],
)
def test_cant_hang_the_grader(hang: str, scene: Scene) -> None:
    """Whatever it waits for and whatever it ignores, it is ended when its time is up; else this would never end."""
    short = limits(check_s=1.0)
    evidence = scene.run(
        f"""
import signal

for number in set(range(1, 32)) - {{signal.SIGKILL, signal.SIGSTOP}}:
    signal.signal(number, signal.SIG_IGN)
signal.signal = lambda *ignored: None

def swallow():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

def attempt():
    {hang}
""",
        short,
    )
    assert evidence.observations[QUESTION].cause is Cause.TIMED_OUT


@pytest.mark.parametrize("fd", [1, 2])
def test_cant_flood_output(fd: int, scene: Scene) -> None:
    """What is printed is kept up to the limit, and who prints for ever is ended."""
    source = f"def attempt():\n    while True:\n        os.write({fd}, b'x' * 4096)\n"
    observation = scene.run(source).observations[QUESTION]
    assert observation.cause is Cause.KILLED
    assert observation.trouble
    assert observation.trouble.limit is Limit.OUTPUT
    assert len(observation.printed) <= LIMITS.printed_kb * 1024


def test_cant_start_threads_without_end(scene: Scene) -> None:
    """Threads have a limit, too."""
    source = """
import threading, time

def attempt():
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""
    # With as much room for their stacks as it takes: the kernel's own limit on memory would stop them otherwise.
    observation = scene.run(source, limits(memory_mb=4096)).observations[QUESTION]
    assert observation.cause is Cause.KILLED
    assert observation.trouble
    assert observation.trouble.limit is Limit.THREADS


def test_cant_disturb_a_run_beside_it(scene: Scene) -> None:
    """While one run does its worst, another one ends as ever."""
    hog = "def attempt():\n    hoard = []\n    while True:\n        hoard.append(open(str(len(hoard)), 'w'))\n"
    beside = threading.Thread(target=scene.run, args=(hog,))
    beside.start()
    answers = scene.answers("def attempt():\n    return {'sum': str(sum(range(10**6)))}\n")
    beside.join()
    assert answers == {"sum": "499999500000"}


def test_the_scene_would_tell(scene: Scene) -> None:
    """The attempts' own means work: a file that may be read is read, and what is said comes out."""
    readable = Path(os.__file__)
    assert scene.through(attempts.read(str(readable))) >= {"open", "open_by_number", "list"}
    assert scene.leaking(f"def attempt():\n    return tried({{'say': lambda: {scene.secret!r}}})\n") == {"say"}


def test_the_limits_are_smaller_than_usual() -> None:
    """What is tried here is tried with less than students have."""
    assert Limits().disk_mb > LIMITS.disk_mb
