"""Notices that a file was saved, on every file system and however its editor writes it; or which of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

# An editor truncates and writes, or writes beside and renames: within this time it is done with a small file.
QUIET_S = 0.05
# A file that is gone for longer is no longer being replaced.
GONE_S = 1.0
Mark: TypeAlias = tuple[int, ...] | None


class Saves:
    """Looks at a file again and again; what it looks like now is a save if it wasn't so before and stays so a moment.

    `find` tells which file: the same each time, or whichever was saved last. It is asked for its state and not for
    events: those don't arrive from network file systems and from outside containers, and a look at one file costs some
    microseconds.
    """

    def __init__(self, find: Callable[[], Path | None]) -> None:
        self._find = find
        self._latest: tuple[Path | None, Mark] = (None, None)
        self._taken: tuple[Path | None, Mark] = (None, None)
        self._since = 0.0

    @property
    def path(self) -> Path | None:
        """The file that was saved last, as far as that was told."""
        return self._taken[0]

    def saved(self, now: float) -> bool:
        """Return once of each save, the first time also of what lies there already."""
        path = self._find()
        seen = (path, _mark(path) if path else None)
        if seen != self._latest:
            self._latest, self._since = seen, now
        if seen[1] is None or seen == self._taken or now - self._since < self._quiet_s():
            return False
        self._taken = seen
        return True

    def gone(self, now: float) -> bool:
        """Whether the file has been away for longer than an editor takes to replace it."""
        return self._latest[1] is None and now - self._since > GONE_S

    def _quiet_s(self) -> float:
        """Return how long a file must stay as it is; longer if it only comes next because another one is away."""
        taken = self._taken[0]
        replaced = taken not in (None, self._latest[0]) and _mark(taken) is None
        return GONE_S if replaced else QUIET_S


def _mark(path: Path) -> Mark:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino
