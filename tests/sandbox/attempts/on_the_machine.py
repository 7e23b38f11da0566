"""What student code may not take of a machine, as attempts."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from grader.sandbox.supervisor.dialogue import Dialogue
from tests.support.scene import LIMITS, Scene, listening


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


def see_the_machines_connections(scene: Scene) -> set[str]:
    """Read who talks to whom on this machine, while somebody listens."""
    with listening():
        return scene.through("""
def attempt():
    return tried({
        "own": lambda: open("/proc/self/net/tcp").read(),
        "by_the_link": lambda: open("/proc/net/unix").read(),
        "of_a_thread": lambda: open("/proc/thread-self/net/udp").read(),
        "of_a_task": lambda: open(f"/proc/self/task/{os.getpid()}/net/tcp").read(),
        "list": lambda: os.listdir("/proc/self/net"),
        "pages": lambda: open("/proc/self/pagemap", "rb"),
    })
""")


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
    worker = Dialogue(child, LIMITS, time.monotonic() + 60)
    worker.hello()
    try:
        return {"seen from outside"} if odd(child.pid) else set()
    finally:
        worker.end()


def take_disk_at_once(scene: Scene) -> set[str]:
    """Take sixteen times what it may have, in a file without a name, which who looks into the folder doesn't see."""
    return scene.through("""
def attempt():
    def take():
        fd = os.open("big", os.O_CREAT | os.O_RDWR)
        os.remove("big")
        os.posix_fallocate(fd, 0, 16 * 16 * 2**20)
        took = os.fstat(fd).st_blocks * 512
        os.close(fd)
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


def ask_the_page_cache(scene: Scene) -> set[str]:
    """Learn which pages of a library are in memory, and have some moved out or in: what one leaves, the next one finds."""
    return scene.through("""
import mmap, numpy

def attempt():
    fd = os.open(numpy.__file__, os.O_RDONLY)
    pages = mmap.mmap(fd, 0, prot=mmap.PROT_READ)
    place = libc.mmap
    place.restype, place.argtypes = ctypes.c_void_p, [ctypes.c_size_t] * 6
    at = place(0, 4096, 1, 1, fd, 0)
    word = (ctypes.c_uint64 * 4)(0, 4096)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(word), 8)
    return tried({
        "fadvise": lambda: os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED),
        "mincore": lambda: call(27, ctypes.c_void_p(at), 4096, word),
        "cachestat": lambda: call(451, fd, word, (ctypes.c_uint64 * 8)(), 0),
        "readahead": lambda: call(187, fd, 0, 4096),
        "read_if_there": lambda: call(327, fd, vector, 1, 0, 0, 8),
        "read_and_drop": lambda: call(327, fd, vector, 1, 0, 0, 0x80),
        "move_out": lambda: call(28, ctypes.c_void_p(at), 4096, 21),
        "cool_down": lambda: call(28, ctypes.c_void_p(at), 4096, 20),
    })
""")


def take_contexts(scene: Scene) -> set[str]:
    """Take of what there is one number of for the whole machine, and move others to one core."""
    return scene.through("""
def attempt():
    return tried({
        "input_and_output": lambda: call(206, 1, (ctypes.c_ulong * 1)()),
        "cores_of_others": lambda: os.sched_setaffinity(os.getppid(), os.sched_getaffinity(os.getppid())),
    })
""")


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
