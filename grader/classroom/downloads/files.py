"""Files from a folder or a zip: names and a way to read each, within limits. Nothing is ever extracted.

An archive's entry is read into memory with a cap, whatever its header says; its name is never used as a path.
No link is followed, on disk or in an archive.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.downloads.names import ARCHIVE, cleaned, name_in_zip
from grader.errors import SubmissionError, UsageError
from grader.reasons import SENTENCES, Reason
from grader.submission.read import LARGEST_FILE, read_bytes

MOST_ENTRIES = 200_000
OUR_STORE = "grades.sqlite"
# Folders within folders; a submission lies near the top, and what is deeper was made to be deep.
DEEPEST = 40
# Of one student's archive: a project with its data, and not a disk.
MOST_ENTRIES_INSIDE = 2_000
# Text packs to a tenth or a twentieth; deflate's own limit is a thousandth.
LARGEST_RATIO = 200
# Below it, a ratio says nothing: it is only a small file.
SMALL = 1024 * 1024
BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class File:
    """One file: the parts of its name, when it was saved (in seconds of any epoch), and how to read it.

    `read` raises SubmissionError.
    """

    parts: tuple[str, ...]
    saved: float
    read: Callable[[], bytes]


def files(source: Path) -> Iterator[File]:
    """Yield the files of a folder or an archive; raises UsageError if it is neither."""
    if source.is_dir():
        yield from _of_folder(source)
    elif source.suffix.lower() == ARCHIVE and source.is_file():
        try:
            archive = zipfile.ZipFile(source)
        except BROKEN_ZIP as error:
            raise UsageError("{path}: can't be opened as a zip ({error}).", path=source, error=error) from error
        if len(archive.infolist()) > MOST_ENTRIES:
            raise UsageError(SENTENCES[Reason.ARCHIVE_TOO_FULL], path=source, most=MOST_ENTRIES)
        yield from _of_zip(archive)
    else:
        raise UsageError(
            "{path}: there is no folder or .zip of submissions with this name. Check the name.", path=source
        )


def inside(file: str, data: bytes) -> list[File]:
    """Return the files of an archive that a student submitted; raises SubmissionError if it can't be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if len(archive.infolist()) > MOST_ENTRIES_INSIDE:
            raise SubmissionError(Reason.ARCHIVE_TOO_FULL, path=file, most=MOST_ENTRIES_INSIDE)
        return list(_of_zip(archive))
    except BROKEN_ZIP as error:
        raise _unreadable(file, error) from error


def _of_folder(source: Path) -> Iterator[File]:
    waiting: deque[tuple[str, ...]] = deque([()])
    while waiting:
        parts = waiting.popleft()
        folders, names = _listed(source.joinpath(*parts))
        for name in names:
            path = source.joinpath(*parts, name)
            yield File((*parts, name), _saved(path), _reader(path))
        for name in folders:
            # A student whose folder is empty is to be told of, too.
            yield File((*parts, name, ""), 0.0, lambda: b"")
        if len(parts) < DEEPEST:
            waiting.extend((*parts, name) for name in folders)


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of the folders and of the files in a folder; none where it can't be read."""
    folders: list[str] = []
    names: list[str] = []
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            (folders if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
    # Hidden ones are large (what git keeps) and nothing that was submitted; a gradebook of ours may lie here too.
    own = (name for name in folders if not name.startswith(".") and not os.path.lexists(folder / name / OUR_STORE))
    return sorted(own), sorted(names)


def _saved(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _reader(path: Path) -> Callable[[], bytes]:
    return lambda: read_bytes(path)


def _of_zip(archive: zipfile.ZipFile) -> Iterator[File]:
    for entry in archive.infolist():
        name = name_in_zip(entry.filename, declared_utf8=bool(entry.flag_bits & 0x800))
        parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
        if entry.is_dir():
            yield File((*parts, ""), 0.0, lambda: b"")
        elif parts:
            year, month, day, hour, minute, second = entry.date_time
            saved = ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second
            yield File(parts, saved, _unpacker(archive, entry))


def _unpacker(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        name = cleaned(entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise SubmissionError(Reason.LINK, path=name)
        if entry.file_size > LARGEST_FILE:
            limit = LARGEST_FILE >> 20
            raise SubmissionError(Reason.TOO_LARGE, path=name, limit=limit)
        if entry.file_size > max(SMALL, LARGEST_RATIO * entry.compress_size):
            raise SubmissionError(
                Reason.PACKED_TOO_SMALL,
                path=name,
                ratio=entry.file_size // max(1, entry.compress_size),
            )
        try:
            with archive.open(entry) as file:
                # One byte more than it says: a header that lies shows in the check sum.
                return file.read(entry.file_size + 1)
        except BROKEN_ZIP as error:
            raise _unreadable(name, error) from error

    return read


def _unreadable(file: str, error: Exception) -> SubmissionError:
    return SubmissionError(Reason.ARCHIVE_UNREADABLE, path=file, error=cleaned(str(error)))
