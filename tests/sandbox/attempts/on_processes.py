"""What student code may not do to processes, its own and others, as attempts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from grader.errors import InternalError
from grader.sandbox.supervisor.dialogue import Dialogue
from tests.support import processes
from tests.support.scene import LIMITS, Scene


def read_environments(scene: Scene) -> set[str]:
    """Read those of the fork server, and of a process of the grader's user that has the secret in its own and in its words."""
    words = [sys.executable, "-c", "import time; time.sleep(60)", scene.secret]
    with subprocess.Popen(words, env={"GRADE_TOKEN": scene.secret}) as grader:
        try:
            return scene.leaking(
                """
import glob

def attempt():
    everybody = glob.glob("/proc/[0-9]*")
    return tried({
        "its_own": lambda: dict(os.environ),
        "its_own_file": lambda: open("/proc/self/environ").read(),
        "the_fork_servers": lambda: open("/proc/{server}/environ").read(),
        "the_graders": lambda: open("/proc/{grader_pid}/environ").read(),
        "the_graders_words": lambda: open("/proc/{grader_pid}/cmdline").read(),
        "its_parents": lambda: open(f"/proc/{os.getppid()}/environ").read(),
    })
""",
                grader_pid=grader.pid,
            )
        finally:
            grader.kill()


STARTING = """
def stay():
    pid = os.fork()
    if pid == 0:
        import time
        time.sleep(30)
        os._exit(0)
    return pid

def spawn(*words):
    return os.posix_spawn(words[0], words, {})
"""


def start_a_process(scene: Scene) -> set[str]:
    """Try all that starts one; what counts is also which processes are left."""
    return _left_by(
        scene,
        STARTING
        + """
import multiprocessing, subprocess, time

def started(it):
    if not it:
        raise PermissionError

def attempt():
    return tried({
        "fork": stay,
        "spawn": lambda: spawn("/bin/sleep", "30"),
        "system": lambda: started(os.system("exit 0") == 0),
        "subprocess": lambda: subprocess.Popen(["/bin/sleep", "30"]),
        "multiprocessing": lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        "vfork": lambda: subprocess.check_call(["/bin/true"]),
        "fork_by_number": lambda: call(57) or time.sleep(30),
        "clone_by_number": lambda: call(56, 17, 0, 0, 0, 0) or time.sleep(30),
        "execute_nothing": lambda: os.execv("/nothing/here", ["-"]),
    })
""",
    )


def outlive_the_run(scene: Scene) -> set[str]:
    return _left_by(
        scene,
        STARTING
        + """
import time

def daemon():
    if os.fork() == 0:
        os.setsid()
        for fd in range(256):
            try:
                os.close(fd)
            except OSError:
                pass
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)
    time.sleep(0.2)

def attempt():
    return tried({"daemon": daemon})
""",
    )


def _left_by(scene: Scene, source: str) -> set[str]:
    roads = set()
    try:
        roads |= scene.through(source)
    except InternalError:
        roads.add("the grader says that something is left")
    # What was started last may not have got its words yet.
    time.sleep(0.1)
    left = processes.besides(scene.server, scene.folder)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    processes.within(1.0, lambda: not processes.besides(scene.server, scene.folder))
    return roads | ({"something is left"} if left else set())


def outlive_the_fork_server(scene: Scene) -> set[str]:
    """Let the fork server die while a child that doesn't look at its pipes is at work."""
    child = scene.launcher.start(LIMITS)
    worker = Dialogue(child, LIMITS, time.monotonic() + 60)
    worker.hello()
    os.kill(child.pid, signal.SIGSTOP)
    os.kill(scene.server, signal.SIGKILL)
    gone = processes.within(1.0, lambda: not _runs(child.pid))
    if not gone:
        os.kill(child.pid, signal.SIGKILL)
    with suppress(InternalError):
        worker.end()
    return set() if gone else {"it lives on"}


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def reach_the_fork_server(scene: Scene) -> set[str]:
    """Try signals, debugging, and its memory; whether it still runs is seen from outside."""
    roads = set()
    try:
        roads |= scene.through("""
import fcntl, signal, struct

def by_file():
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(reader, 10, signal.SIGKILL)
    fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writer, b"x")

def attempt():
    server = os.getppid()
    return tried({
        "debug": lambda: call(101, 16, server, 0, 0),
        "memory": lambda: open(f"/proc/{server}/mem", "rb"),
        "memory_map": lambda: open(f"/proc/{server}/maps").read(),
        "its_files": lambda: os.listdir(f"/proc/{server}/fd"),
        "limits": lambda: call(302, server, 7, (ctypes.c_uint64 * 2)(1, 1), None),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, server, 19),
        "pidfd": lambda: os.pidfd_open(server),
        "signal": lambda: os.kill(server, signal.SIGKILL),
        "signal_everybody": lambda: os.kill(-1, signal.SIGURG),
        "signal_a_thread": lambda: call(234, server, server, 9),
        "signal_with_a_value": lambda: call(129, server, 9, (ctypes.c_uint64 * 16)(9)),
        "signal_by_a_file": by_file,
    })
""")
    except InternalError:
        roads.add("its end")
    if not _runs(scene.server):
        roads.add("it is gone")
    return roads


def signal_its_group(scene: Scene) -> set[str]:
    """Signal the own group: it would reach the fork server, unless a child leads a group of its own."""
    with suppress(InternalError):
        scene.run("import signal\ndef attempt():\n    os.kill(0, signal.SIGKILL)\n")
    return set() if processes.within(0.2, lambda: False) or _runs(scene.server) else {"the fork server is gone"}


def use_inherited_descriptors(scene: Scene) -> set[str]:
    """Look at all, while another child runs, whose pidfd and socket the fork server holds."""
    other = Dialogue(scene.launcher.start(LIMITS), LIMITS, time.monotonic() + 60)
    other.hello()
    try:
        return scene.through("""
import stat

sockets = set()

def kind(fd):
    mode = os.fstat(fd).st_mode
    if stat.S_ISSOCK(mode):
        sockets.add(os.readlink(f"/proc/self/fd/{fd}"))
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode) and len(sockets) <= 2:
        raise PermissionError("its output, its orders, its evidence, or nothing")
    return os.readlink(f"/proc/self/fd/{fd}")

def attempt():
    return tried({f"descriptor_{fd}": lambda fd=fd: kind(fd) for fd in range(60)})
""")
    finally:
        other.end()


def open_the_other_ends(scene: Scene) -> set[str]:
    """Open what orders come from and what evidence goes to: whoever can, fills one and empties the other."""
    return scene.through("""
def attempt():
    own = "/proc/self/fd/"
    roads = {f"{way}_{fd}": lambda fd=fd, mode=mode: os.open(own + str(fd), mode | os.O_NONBLOCK)
             for fd in range(3, 60) for way, mode in (("read", os.O_RDONLY), ("write", os.O_WRONLY))}
    answers = tried(roads)
    return dict([item for item in answers.items() if item[1].startswith("through")][:60])
""")
