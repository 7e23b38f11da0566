"""A child's folder as the trusted side handles it: measured and removed, whatever a student has made of it.

No link is followed, no mode is trusted, and no depth is too great: folders nest deeper than functions call each other.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from grader.model import Limits
from grader.sandbox.confinement.canaries import CONTENT, canaries_of

MB = 1024 * 1024
# What st_blocks counts in, on every file system.
BLOCK = 512
DEEPEST = 100
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def holds_more(folder: Path, limits: Limits) -> bool:
    """Whether a tree is over its limits, too deep, or hides what is in it; one that changes is looked at again soon."""
    size = count = 0
    top = len(folder.parts)
    errors: list[OSError] = []
    for path, folders, files, fd in os.fwalk(folder, onerror=errors.append):
        count += len(folders) + len(files)
        for name in files:
            with suppress(OSError):
                size += os.stat(name, dir_fd=fd, follow_symlinks=False).st_blocks * BLOCK
        if count > limits.files or size > limits.disk_mb * MB or path.count(os.sep) - top >= DEEPEST:
            return True
    return any(isinstance(error, PermissionError) for error in errors)


def remove(folder: Path) -> None:
    """Remove a tree in which nobody works any more; what can't be removed stays."""
    with suppress(OSError):
        top = os.open(folder, FOLDER)
        try:
            # By descriptor: a path may be too long by now.
            while names := os.listdir(top):  # noqa: PTH208 (Path knows no descriptors)
                for name in names:
                    _remove(name, top)
        finally:
            os.close(top)
        folder.rmdir()


def _remove(name: str, top: int) -> None:
    """Remove what has this name in `top`; of a folder, the folders inside become folders of `top`."""
    if _unlinked(name, top):
        return
    inner = os.open(name, FOLDER, dir_fd=top)
    try:
        for child in os.listdir(inner):  # noqa: PTH208 (the same)
            if not _unlinked(child, inner):
                os.rename(child, secrets.token_hex(16), src_dir_fd=inner, dst_dir_fd=top)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)


def _unlinked(name: str, parent: int) -> bool:
    """Unlink what isn't a folder; make a folder one that can be read and moved."""
    try:
        os.unlink(name, dir_fd=parent)
    # The latter on macOS.
    except (IsADirectoryError, PermissionError):
        os.chmod(name, 0o700, dir_fd=parent)
        return False
    return True


def beside(socket_file: Path) -> Path:
    """Return the folder of what commands remember for one another while a server listens at this socket."""
    return socket_file.with_suffix(".remembered")


def runs_folder() -> Path:
    """Make the folder in which private folders lie; passable, so that a child that is another user gets to its own."""
    top = Path(tempfile.mkdtemp(prefix="grade-"))
    for folder in (top, top / "runs", top / "outside"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    return top / "runs"


def create(runs: Path, *, alone: bool) -> Path:
    """Make a child's folder, and the files that it will try to read and to change."""
    folder = Path(tempfile.mkdtemp(dir=runs))
    for canary in canaries_of(folder)[1 if alone else 0 :]:
        canary.write_bytes(CONTENT)
        canary.chmod(0o644)
    return folder
