"""Notices that a file was saved, on every file system and however its editor writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

# An editor truncates and writes, or writes beside and renames: within this time it is done with a small file.
QUIET_S = 0.05
# A file that is gone for longer is no longer being replaced.
GONE_S = 1.0

Mark: TypeAlias = tuple[int, ...] | None


class Saves:
    """Looks at a file again and again; what it looks like now is a save if it wasn't so before and stays so a moment.

    It is asked for its state and not for events: those don't arrive from network file systems and from outside
    containers, and a look at one file costs some microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._latest: Mark = None
        self._taken: Mark = None
        self._since = 0.0

    def saved(self, now: float) -> bool:
        """Tell once of each save, the first time also of what lies there already."""
        mark = _mark(self._path)
        if mark != self._latest:
            self._latest, self._since = mark, now
        if mark is None or mark == self._taken or now - self._since < QUIET_S:
            return False
        self._taken = mark
        return True

    def gone(self, now: float) -> bool:
        """Tell whether the file has been away for longer than an editor takes to replace it."""
        return self._latest is None and now - self._since > GONE_S


def _mark(path: Path) -> Mark:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino
