"""Look at a child from outside: memory, threads and disk, against its limits."""

from __future__ import annotations

import os
import time
from pathlib import Path

from grader.model import Cause, Limit, Limits, Stopped
from grader.sandbox.confinement import private_folder

# The tree of files is walked less often than /proc is read.
DISK_EVERY_S = 0.1


class Watch:
    """What one child uses, beyond what it had when the watch began.

    Reads /proc (proc(5), status), and nothing where there is none: the child's own limits hold all the same. Of its
    folder only names and sizes are read, and no link is followed.
    """

    def __init__(self, pid: int, folder: Path, limits: Limits) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._folder = folder
        self._limits = limits
        self._base_mb = self.memory_mb()
        self._disk_at = time.monotonic()
        self._free = _free_bytes(folder)

    def memory_mb(self) -> float:
        """Return the child's memory: anonymous, shared, swapped out, and what the kernel keeps to find it.

        Pages of the fork server count from the beginning: what matters is what is added.
        """
        fields = self._fields()
        return sum(int(fields.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem", "VmSwap", "VmPTE")) / 1024

    def exceeded(self) -> tuple[Cause, Stopped] | None:
        """Return which limit the child is over now, if any."""
        if self.memory_mb() - self._base_mb > self._limits.memory_mb:
            return Cause.OUT_OF_MEMORY, Stopped(Limit.MEMORY, str(self._limits.memory_mb))
        if int(self._fields().get("Threads", "0")) > self._limits.threads:
            return Cause.KILLED, Stopped(Limit.THREADS, str(self._limits.threads))
        if time.monotonic() - self._disk_at > DISK_EVERY_S:
            self._disk_at = time.monotonic()
            if private_folder.holds_more(self._folder, self._limits) or self._uses_up_the_disk():
                return Cause.KILLED, Stopped(Limit.DISK, str(self._limits.disk_mb))
        return None

    def _uses_up_the_disk(self) -> bool:
        """Whether more than half of what was free is gone, beyond what a run may have.

        A file that was removed while it is open or mapped is in no tree, and no one counts it; that it takes place shows.
        """
        gone = self._free - _free_bytes(self._folder)
        return gone > max(self._free // 2, self._limits.disk_mb * private_folder.MB)

    def _fields(self) -> dict[str, str]:
        try:
            lines = self._status.read_text().splitlines()
        except OSError:
            return {}
        return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def _free_bytes(folder: Path) -> int:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return 0
    return disk.f_bavail * disk.f_frsize
