"""One batch at a time in an output folder."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold an output folder for one batch; raises UsageError if another one is at work on it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise UsageError("{folder}: can't be written ({error}).", folder=folder, error=error.strerror) from error
    with file:
        try:
            # Given back by the system however this process ends.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "{folder}: another `grade batch` is using this folder. Wait until it has finished, or choose "
                "another folder.",
                folder=folder,
            ) from None
        yield
