"""What student code may not do to files, as attempts."""

from __future__ import annotations

import time
from pathlib import Path

from grader.sandbox.supervisor.dialogue import Dialogue
from tests.support.scene import LIMITS, Scene

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
    other = Dialogue(scene.launcher.start(LIMITS), LIMITS, time.monotonic() + 60)
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


def hold_files(scene: Scene) -> set[str]:
    """Set attributes of an installed file, have others wait for it, watch a folder: where the user is kept, they are its own."""
    return scene.through("""
import fcntl, numpy

def attempt():
    library, folder = os.open(numpy.__file__, os.O_RDONLY), os.open(".", os.O_RDONLY)

    def attributes():
        flags = ctypes.c_long()
        fcntl.ioctl(library, 0x80086601, flags)
        fcntl.ioctl(library, 0x40086602, flags)

    return tried({
        "attributes": attributes,
        "lease": lambda: fcntl.fcntl(library, 1024, fcntl.F_RDLCK),
        "lease_of_its_own": lambda: fcntl.fcntl(os.open("own", os.O_CREAT), 1024, fcntl.F_WRLCK),
        "notify": lambda: fcntl.fcntl(folder, 1026, 1),
        "pipe_size": lambda: fcntl.fcntl(os.pipe()[0], 1031, 2**20),
        "command_by_number": lambda: call(72, folder, 2**32 + 1026, 1),
        "request_by_number": lambda: call(16, library, 2**32 + 0x80086601, (ctypes.c_long * 1)()),
    })
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


def leave_a_note(scene: Scene) -> set[str]:
    """Write in every folder there is, and look in the next run for what is there."""
    places = """
import os

def places():
    folders = ["/", "/var", "/dev", "/etc", "/run", "/opt", os.path.dirname(os.path.dirname("{hidden}")), os.path.dirname("{hidden}")]
    folders += [os.path.dirname(os.getcwd()), os.path.dirname(os.path.dirname(os.getcwd())), os.path.expanduser("~")]
    for top in ("/tmp", "/dev/shm", "/var/tmp", os.path.dirname(os.getcwd())):
        folders += [top, *(where for where, _, _ in os.walk(top))]
    return {folder for folder in folders if not folder.startswith(os.getcwd())}

"""
    scene.answers(
        places
        + """
def attempt():
    for made in ("/var", "/var/tmp", "/tmp", "/dev/shm"):
        try:
            os.mkdir(made)
        except OSError:
            pass
    for folder in places():
        try:
            open(os.path.join(folder, "note"), "w").write("mine")
        except OSError:
            pass
    return {}
"""
    )
    found = scene.answers(
        places
        + """
def attempt():
    return {"found": " ".join(folder for folder in places() if os.path.exists(os.path.join(folder, "note")))}
"""
    )["found"]
    for note in [*scene.folder.rglob("note"), *(Path(place) / "note" for place in ("/tmp", "/dev/shm", "/var/tmp"))]:
        note.unlink(missing_ok=True)
    return set(found.split())


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


def see_private_names(scene: Scene) -> set[str]:
    """Ask for a file in a private folder: Landlock doesn't govern stat, but a child is no longer the owner."""
    folder = scene.top / "private"
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    (folder / "diary").touch()
    return scene.through(f'def attempt():\n    return tried({{"stat": lambda: os.stat("{folder}/diary").st_size}})\n')
