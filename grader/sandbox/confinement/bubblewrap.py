"""Where the kernel has no Landlock: start the fork server under bubblewrap, in a file system that holds only what it needs.

Nothing in it can be written but the folder of the runs, and each child makes that read-only for itself, its own folder
apart. Children share that file system, so that one would see another's folder: with bubblewrap, one child runs at a time.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.paths import PACKAGE

PROBE_S = 10
SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/sys/devices/system/cpu")
# On systems with a merged /usr these are links into it, elsewhere folders.
LINKED = ("/lib", "/lib64", "/bin")
OPTIONS = (
    *("--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--die-with-parent", "--new-session"),
    # For what each child mounts before it gives this up (`keep_to`); worth nothing outside of the namespaces.
    *("--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"),
)
CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096


def works() -> bool:
    """Whether bubblewrap is installed and may make its namespaces here."""
    program = shutil.which("bwrap")
    if program is None:
        return False
    command = [program, *OPTIONS, "--ro-bind", "/", "/", "/bin/true"]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=PROBE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def wrapper(folder: Path, hidden: Sequence[Path], imported: Sequence[str]) -> list[str]:
    """Return the words to put before a command, so that it sees Python, `imported`, and `folder`, but nothing in `hidden`.

    Only `folder` can be written; there is no network, and no process but its own.
    """
    words = ["bwrap", *OPTIONS, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 (its own, empty one)
    for link in map(Path, LINKED):
        if link.is_symlink():
            words += ["--symlink", str(link.readlink()), str(link)]
        elif link.exists():
            words += ["--ro-bind", str(link), str(link)]
    # The package itself, for the fork server to import; what is in `hidden` is covered again below.
    for path in dict.fromkeys([*SYSTEM, sys.base_prefix, sys.prefix, *_packages(imported), str(PACKAGE)]):
        words += ["--ro-bind-try", path, path]
    seen = [sys.base_prefix, sys.prefix, *_packages(imported), str(PACKAGE)]
    made = ["/tmp", "/dev", "/"]  # noqa: S108 (the same)
    covered = [place for place in hidden if any(Path(path) in place.parents for path in seen)]
    for place in map(str, covered):
        words += ["--tmpfs", place]
    made = [*map(str, covered), *made]
    words += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
    return [*words, *(word for place in made for word in ("--remount-ro", place))]


def keep_to(folder: Path) -> None:
    """Make the folder that `wrapper` leaves writable read-only for this process, `folder` in it apart; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mount(source: Path | None, target: Path, flags: int) -> None:
        if libc.mount(source and os.fsencode(source), os.fsencode(target), None, flags, None):
            raise OSError(ctypes.get_errno(), "mount")

    if libc.unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "unshare")
    mount(folder, folder, MS_BIND)
    mount(None, folder.parent, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _packages(imported: Sequence[str]) -> list[str]:
    """Return the folders of installed packages; a source tree on the path holds more than packages."""
    return [entry for entry in imported if Path(entry).name in {"site-packages", "dist-packages"}]
