"""What nobody foresaw becomes an error like any other: one sentence, the exit code of our own fault, and a file to send in."""

from __future__ import annotations

import contextlib
import os
import platform
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from grader.errors import GraderError, InternalError
from grader.reasons import Reason

PACKAGES = ("gradetape", "tensorflow", "tensorflow-cpu", "keras", "tf-keras", "numpy")
# A class may meet the same fault at every submission.
MOST_FILES = 20
# Of what an exception says and what it was raised for; its message can hold a whole submission.
LONGEST_LINE = 1000
ABOUT = """\
This is what gradetape knows of a fault of its own: versions, the places in the code, and what the error says of itself,
which may quote names of files and pieces of a submission. Values of variables, points and keys are not in it.
"""


def told(error: BaseException) -> GraderError:
    """Return an error that can be said: itself, or for what nobody foresaw one that names the file with its traceback."""
    if isinstance(error, GraderError):
        return error
    kind = type(error).__name__
    path = write(error)
    if path is not None:
        return InternalError(Reason.CRASHED, kind=kind, path=path)
    last = traceback.format_tb(error.__traceback__)[-1:]
    return InternalError(Reason.CRASHED_UNWRITTEN, kind=kind, trace=" ".join("".join(last).split()))


def write(error: BaseException) -> Path | None:
    """Write a file with the traceback of an error, for its owner's eyes alone; return None where there is no place for it."""
    text = "".join(f"{line[:LONGEST_LINE]}\n" for line in _lines(error))
    for folder in _folders():
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(folder.glob("crash-*.txt"))[: 1 - MOST_FILES]:
                old.unlink()
            handle, name = tempfile.mkstemp(".txt", time.strftime("crash-%Y%m%d-%H%M%S-"), folder)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            return Path(name)
    return None


def _folders() -> Iterator[Path]:
    from platformdirs import user_state_path  # noqa: PLC0415 (after a crash alone)

    yield user_state_path("gradetape") / "crashes"
    yield Path(tempfile.gettempdir())


def _lines(error: BaseException) -> Iterator[str]:
    import importlib.metadata  # noqa: PLC0415 (the same)

    yield from ABOUT.split("\n")
    yield f"{platform.platform()}, Python {platform.python_version()}"
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield f"{name} {importlib.metadata.version(name)}"
    yield ""
    for part in traceback.format_exception(error):
        yield from part.rstrip("\n").split("\n")
