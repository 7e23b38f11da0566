"""What student code may not do, as attempts: each gives the roads that led through, none if all is well.

Most look from outside: what a file holds, who listens and hears something, which process runs. What only the student's
process can know is taken from what it says: these are our submissions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from grader.errors import InternalError
from grader.sandbox.conversation import Worker
from tests import processes
from tests.sandbox.harness import LIMITS, Scene, listening

PRIVATE = 0o700


def read(path: str) -> str:
    """Give a submission that tries to read one file, and to list its folder."""
    return f"""
import mmap, shutil

def attempt():
    path = {path!r}
    folder = os.path.dirname(path)
    return tried({{
        "open": lambda: open(path).read(),
        "open_without_waiting": lambda: os.read(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 99),
        "open_from_its_folder": lambda: open(os.open(os.path.basename(path), 0, dir_fd=os.open(folder, os.O_PATH))).read(),
        "open_by_number": lambda: os.read(call(257, -100, path.encode(), 0), 99),
        "openat2": lambda: os.read(call(437, -100, path.encode(), (ctypes.c_uint64 * 3)(), 24), 99),
        "copy": lambda: shutil.copy(path, "copy") and open("copy").read(),
        "link": lambda: os.link(path, "hard") or open("hard").read(),
        "symlink": lambda: os.symlink(path, "soft") or open("soft").read(),
        "work_there": lambda: os.chdir(folder) or open(os.path.basename(path)).read(),
        "list": lambda: os.listdir(folder),
        "root_of_the_fork_server": lambda: open("/proc/{{server}}/root" + path).read(),
        "through_another_root": lambda: open("/proc/self/root" + path).read(),
    }})
"""


def _read(scene: Scene, path: Path) -> set[str]:
    source = read(str(path))
    return scene.leaking(source) | scene.through(source) & {"list"}


def read_the_reference(scene: Scene) -> set[str]:
    return _read(scene, scene.hidden)


def read_home(scene: Scene) -> set[str]:
    return _read(scene, scene.teacher)


def see_other_submissions(scene: Scene) -> set[str]:
    """Look, while another run is under way, for its folder, which holds the secret in a file and in a name."""
    other = Worker(scene.launcher.start(LIMITS), LIMITS, time.monotonic() + 60)
    other.hello()
    folder = other._child.folder  # noqa: SLF001 (where its submission lies is what is looked for)
    (folder / "solution.py").write_text(scene.secret)
    (folder / "solution.py").chmod(0o644)
    (folder / scene.secret).touch()
    try:
        return _read(scene, folder / "solution.py") | scene.leaking(f"""
def attempt():
    return tried({{
        "list_of_runs": lambda: os.listdir({str(folder.parent)!r}),
        "list_of_its_files": lambda: os.listdir({str(folder)!r}),
        "its_work": lambda: open("/proc/{other._child.pid}/cwd/solution.py").read(),
        "its_submission": lambda: open("/proc/{other._child.pid}/root{folder}/solution.py").read(),
    }})
""")  # noqa: SLF001 (the same)
    finally:
        other.end()


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


def use_the_network(scene: Scene) -> set[str]:
    """Try every kind of socket: what counts is who was heard, and what could even be opened."""
    with listening() as (addresses, heard):
        opened = scene.through(f"""
import socket

ADDRESSES = {addresses!r}
KINDS = {{
    "tcp": (socket.AF_INET, socket.SOCK_STREAM), "tcp6": (socket.AF_INET6, socket.SOCK_STREAM),
    "udp": (socket.AF_INET, socket.SOCK_DGRAM), "udp6": (socket.AF_INET6, socket.SOCK_DGRAM),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM), "unix_datagram": (socket.AF_UNIX, socket.SOCK_DGRAM),
    "abstract": (socket.AF_UNIX, socket.SOCK_STREAM),
}}

def talk(name):
    made = socket.socket(*KINDS[name])
    made.connect(ADDRESSES[name])
    made.send(b"secret")

def attempt():
    roads = {{name: lambda name=name: talk(name) for name in ADDRESSES}}
    return tried({{
        **roads,
        "pair": socket.socketpair,
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "virtual_machines": lambda: socket.socket(40, socket.SOCK_STREAM),
        "packets": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
        "socket_by_number": lambda: call(41, 2, 2, 0),
        "message_queue": lambda: call(68, 1234, 0o1600),
        "shared_memory": lambda: call(29, 1234, 4096, 0o1600),
    }})
""")
    return opened | set(heard)


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
    worker = Worker(child, LIMITS, time.monotonic() + 60)
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


def be_spared_when_memory_runs_out(scene: Scene) -> set[str]:
    """Look from outside at the number by which the kernel chooses whom it ends first."""
    return _seen(scene, lambda child: Path(f"/proc/{child}/oom_score_adj").read_text().strip() != "1000")


def gain_privileges(scene: Scene) -> set[str]:
    """Hear what the kernel says of a child, and what a child that tries gets."""

    def status(child: int) -> dict[str, str]:
        lines = Path(f"/proc/{child}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    kept = {"NoNewPrivs": "1", "Seccomp": "2", "CapPrm": "0" * 16, "CapEff": "0" * 16}
    wrong = {name for name, value in kept.items() if _seen(scene, lambda pid, n=name, v=value: status(pid)[n] != v)}
    return wrong | scene.through("""
def attempt():
    return tried({
        "user": lambda: os.setuid(0) if os.getuid() else os.setuid(1),
        "group": lambda: os.setgid(0) if os.getgid() else os.setgid(1),
        "groups": lambda: os.setgroups([0]),
        "root": lambda: os.chroot("."),
        "namespace": lambda: call(272, 0x10000000),
        "being_debugged": lambda: libc.prctl(3) or os.setuid(2**31),
        "to_be_debugged": lambda: os.setuid(2**31) if libc.prctl(4, 1, 0, 0, 0) else None,
        "to_outlive_its_parent": lambda: os.setuid(2**31) if libc.prctl(1, 0, 0, 0, 0) else None,
    })
""")


def _seen(scene: Scene, odd: Callable[[int], bool]) -> set[str]:
    """Start a child and look at it from outside."""
    child = scene.launcher.start(LIMITS)
    worker = Worker(child, LIMITS, time.monotonic() + 60)
    worker.hello()
    try:
        return {"seen from outside"} if odd(child.pid) else set()
    finally:
        worker.end()


def use_inherited_descriptors(scene: Scene) -> set[str]:
    """Look at all, while another child runs, whose pidfd and socket the fork server holds."""
    other = Worker(scene.launcher.start(LIMITS), LIMITS, time.monotonic() + 60)
    other.hello()
    try:
        return scene.through("""
import stat

def kind(fd):
    mode = os.fstat(fd).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        raise PermissionError("a pipe of its own, or nothing")
    return os.readlink(f"/proc/self/fd/{fd}")

def attempt():
    return tried({f"descriptor_{fd}": lambda fd=fd: kind(fd) for fd in range(60)})
""")
    finally:
        other.end()


def change_files(scene: Scene) -> set[str]:
    """Change the teacher's, which everybody may; what counts is what is there afterwards."""
    said = scene.through("""
import shutil

def attempt():
    path = "{teacher}"
    return tried({
        "append": lambda: open(path, "a").write("mine"),
        "write": lambda: open(path, "r+").write("mine"),
        "truncate_by_reading": lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
        "truncate": lambda: os.truncate(path, 3),
        "make": lambda: open(path + ".mine", "w"),
        "make_folder": lambda: os.mkdir(path + ".d"),
        "make_fifo": lambda: os.mkfifo(path + ".fifo"),
        "replace": lambda: os.replace(shutil.copy(__file__, "x"), path),
        "remove": lambda: os.remove(path),
    })
""")
    return said if not scene.unchanged else said & {"truncate_by_reading"}


def change_modes_and_dates(scene: Scene) -> set[str]:
    """Try it; all is answered with success, so that only what is there afterwards counts."""
    scene.answers("""
def attempt():
    path = "{teacher}"
    return tried({
        "mode": lambda: os.chmod(path, 0o777),
        "mode_by_number": lambda: call(90, path.encode(), 0o777),
        "dates": lambda: os.utime(path, (0, 0)),
        "owner": lambda: os.chown(path, os.getuid(), os.getgid()),
        "attribute": lambda: os.setxattr(path, "user.x", b"y"),
    })
""")
    return set() if scene.unchanged else {"modes or dates"}


def touch_the_environment(scene: Scene) -> set[str]:
    """Open Python's own files for change and leave them as they are: these are those of the tests."""
    return scene.through("""
import numpy, sys

def attempt():
    folder = os.path.dirname(os.path.dirname(numpy.__file__))

    def make():
        path = folder + "/gradetape-test.pth"
        open(path, "x").close()
        os.remove(path)

    return tried({
        "library": lambda: os.open(numpy.__file__, os.O_WRONLY),
        "library_append": lambda: os.open(numpy.__file__, os.O_RDWR | os.O_APPEND),
        "standard_library": lambda: os.open(os.__file__, os.O_WRONLY),
        "settings_file": make,
    })
""")


def watch_files(scene: Scene) -> set[str]:
    """Be told of what happens to the teacher's files: nothing is opened for it, so that Landlock has no say."""
    return scene.through("""
def attempt():
    def watch():
        fd = libc.inotify_init1(0)
        if fd < 0 or libc.inotify_add_watch(fd, os.path.dirname("{teacher}").encode(), 0xFFF) < 0:
            raise OSError
    return tried({"watch": watch})
""")


def leave_links(scene: Scene) -> set[str]:
    return scene.through("""
def attempt():
    return tried({
        "symlink": lambda: os.symlink(os.path.dirname("{teacher}"), "folder"),
        "link": lambda: os.link("{teacher}", "hard"),
        "fifo": lambda: os.mkfifo("fifo"),
        "socket": lambda: os.mknod("socket", 0o140600),
        "device": lambda: os.mknod("device", 0o020600, os.makedev(1, 5)),
    })
""")


def keep_a_file(scene: Scene) -> set[str]:
    """Write wherever one may; what counts is what lies anywhere once the run is over."""
    name = f"gradetape-{scene.secret}"
    places = [Path("/dev/shm"), Path("/var/tmp"), Path("/tmp"), Path.home(), scene.top, scene.folder]
    before = sorted(scene.folder.rglob("*"))
    scene.answers(f"""
import tempfile

def attempt():
    roads = {{place: lambda place=place: open(place + "/{name}", "w").write("x") for place in {list(map(str, places))}}}
    own = {{
        "here": lambda: open("{name}", "w").write("x"),
        "home": lambda: open(os.path.expanduser("~/{name}"), "w").write("x"),
        "temporary": lambda: open(tempfile.gettempdir() + "/{name}", "w").write("x"),
        "beside": lambda: open("../{name}", "w").write("x"),
    }}
    return {{f"road_{{number}}": said for number, said in enumerate(tried(roads | own).values())}}
""")
    left = {str(place) for place in places if (place / name).exists()}
    for place in left:
        (Path(place) / name).unlink()
    return left | {str(path) for path in set(scene.folder.rglob("*")) - set(before)}


def share_a_home(scene: Scene) -> set[str]:
    """Find a home where settings, caches and temporary files of every run would meet."""
    answers = scene.answers("""
import tempfile

def attempt():
    names = ("HOME", "TMPDIR", "KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    return {name: os.environ.get(name, "nowhere") for name in names} | {"here": os.getcwd(), "temporary": tempfile.gettempdir()}
""")
    runs = scene.folder / "runs"
    return {name for name, place in answers.items() if Path(place).parent != runs}


def take_disk_at_once(scene: Scene) -> set[str]:
    """Take sixteen times what it may have, too fast for who looks every 100 ms."""
    return scene.through("""
def attempt():
    def take():
        fd = os.open("big", os.O_CREAT | os.O_RDWR)
        os.posix_fallocate(fd, 0, 16 * 16 * 2**20)
        took = os.fstat(fd).st_blocks * 512
        os.ftruncate(fd, 0)
        os.remove("big")
        if took < 2**25:
            raise OSError("no more")
    return tried({"one_file": take})
""")


def take_memory_at_once(scene: Scene) -> set[str]:
    """Take more than there may be before anybody can look; not touched, for the sake of the machine."""
    return scene.through("""
import mmap

def attempt():
    return tried({"private": lambda: len(mmap.mmap(-1, 8 * 2**30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))})
""")


def dump_core(scene: Scene) -> set[str]:
    """Hear from the kernel how large a core may be."""
    return _seen(scene, lambda pid: "Max core file size        0 " not in Path(f"/proc/{pid}/limits").read_text())


def hide_memory(scene: Scene) -> set[str]:
    return scene.through("""
def attempt():
    return tried({
        "memfd": lambda: os.memfd_create("hoard"),
        "secret_memory": lambda: call(447, 0),
        "shared_memory": lambda: call(29, 77, 4096, 0o1600),
    })
""")


def see_private_names(scene: Scene) -> set[str]:
    """Ask for a file in a private folder: Landlock doesn't govern stat, but a child is no longer the owner."""
    folder = scene.top / "private"
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    (folder / "diary").touch()
    return scene.through(f'def attempt():\n    return tried({{"stat": lambda: os.stat("{folder}/diary").st_size}})\n')


def use_the_kernels_rare_parts(scene: Scene) -> set[str]:
    """Try io_uring, BPF, perf, page faults, keys, mounts and their like, and calls newer than any list."""
    return scene.through("""
NUMBERS = (425, 321, 298, 323, 248, 250, 165, 155, 428, 430, 442, 175, 246, 169, 167, 135, 304, 452, 463)

def attempt():
    return tried({f"call_{number}": lambda number=number: call(number, 0, 0, 0, 0, 0) for number in NUMBERS})
""")


def type_into_the_terminal(scene: Scene) -> set[str]:
    return scene.through("""
import fcntl

def attempt():
    return tried({
        "tty": lambda: os.open("/dev/tty", os.O_RDWR),
        "first_terminal": lambda: os.open("/dev/pts/0", os.O_RDWR),
        "type": lambda: fcntl.ioctl(1, 0x5412, b"x"),
    })
""")
