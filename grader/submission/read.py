"""A .py or .ipynb becomes a Submission: ordered cells, each knowing its number and line. Nothing in it is parsed or run.

Trusted code reads bytes, JSON and encodings here, no Python: a parser can be crashed. `parse_submission` is
the pure half of `read_submission`.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import io
import json
import os
import re
import stat
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.model import Cell, Submission
from grader.nearest import names_in, nearest
from grader.reasons import Reason

# Notebooks carry their outputs, pictures among them; the code itself is never more than a few hundred lines.
LARGEST_FILE = 32 * 1024 * 1024
LARGEST_CODE = 1024 * 1024
# In 32 MB there is room for ten million values, each of which takes far more memory than its one sign in the file. A
# plot that can be turned and zoomed has some hundred thousand.
MOST_VALUES = 4_000_000
STRUCTURE = (b",", b"[", b"{")
MOST_CELLS = 2000
# Of a notebook's objects these fields tell its code, in the format of today and in those from before 2015.
NEEDED = ("nbformat", "worksheets", "cells", "cell_type", "source", "input")
LATEST_FORMAT, OLDER_FORMATS = 4, (2, 3)
# Of what Python says of an encoding, in which the name stands that a script declares for it.
LONGEST_REASON = 200
PERCENT = re.compile(r"(?m)^# ?%%")
# Codecs of one table a byte, and UTF-8. Others that Python knows are slow on purpose-made text, or change its length.
ENCODINGS = ("utf-8", "ascii", "cp", "iso8859", "koi8", "mac-", "latin", "kz1048", "ptcp154")


def read_submission(path: Path) -> Submission:
    """Read a submission's file; raises SubmissionError with what is wrong with it and what to hand in."""
    return parse_submission(read_bytes(path), path)


def parse_submission(data: bytes, path: Path) -> Submission:
    """Turn the bytes of a submission into cells; `path` gives its name and tells which of the two kinds it is."""
    if path.suffix.lower() == ".ipynb":
        cells = parse_notebook(data, str(path))
    elif path.suffix.lower() == ".py":
        cells = parse_script(data, str(path))
    else:
        raise SubmissionError(Reason.OTHER_KIND, path=path)
    code = "".join(cell.source for cell in cells)
    if not code.strip():
        raise SubmissionError(Reason.NO_CODE, path=path)
    if len(code) > LARGEST_CODE:
        raise SubmissionError(Reason.TOO_MUCH_CODE, path=path, limit=LARGEST_CODE >> 20)
    digest = "sha256:" + hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
    return Submission(str(path), module_name(path), digest, cells)


def read_bytes(path: Path) -> bytes:
    """Read a regular file; raises SubmissionError for anything else.

    O_NOFOLLOW: a submitted link could stand for any file, the reference's among them. O_NONBLOCK: a FIFO must
    not keep us waiting before we know what it is.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        fd = os.open(path, flags)
        try:
            kind = os.fstat(fd)
            if stat.S_ISDIR(kind.st_mode):
                raise SubmissionError(Reason.FOLDER, path=path)
            if not stat.S_ISREG(kind.st_mode):
                raise SubmissionError(Reason.NO_FILE, path=path)
            if kind.st_size > LARGEST_FILE:
                limit = LARGEST_FILE >> 20
                raise SubmissionError(Reason.TOO_LARGE, path=path, limit=limit)
            with os.fdopen(fd, "rb", closefd=False) as file:
                return file.read(LARGEST_FILE)
        finally:
            os.close(fd)
    except FileNotFoundError:
        like = nearest(path.name, names_in(path.parent))
        if like is None:
            raise SubmissionError(Reason.NOT_THERE, path=path) from None
        raise SubmissionError(Reason.LIKE_ANOTHER, path=path, like=path.parent / like) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SubmissionError(Reason.LINK, path=path) from None
        raise SubmissionError(Reason.UNREADABLE, path=path, error=error.strerror) from error


def parse_script(data: bytes, path: str) -> tuple[Cell, ...]:
    """Turn the bytes of a .py into cells, split at `# %%`; raises SubmissionError if they are no text."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise SubmissionError(
            Reason.UNKNOWN_ENCODING,
            path=path,
            error=str(error)[:LONGEST_REASON],
        ) from error
    if not codecs.lookup(encoding).name.startswith(ENCODINGS):
        raise SubmissionError(Reason.OTHER_ENCODING, path=path, name=encoding[:LONGEST_REASON])
    text = whole_lines(_decoded(data, encoding, path))
    starts = [0, *(match.start() for match in PERCENT.finditer(text) if match.start()), len(text)]
    return tuple(Cell(None, text[a:b]) for a, b in pairwise(starts))


def parse_notebook(data: bytes, path: str) -> tuple[Cell, ...]:
    """Turn the bytes of an .ipynb into its code cells; all else in it is dropped while it is read, and never checked."""
    if not data.strip():
        raise SubmissionError(Reason.EMPTY, path=path)
    if sum(map(data.count, STRUCTURE)) > MOST_VALUES:
        raise SubmissionError(Reason.TOO_MUCH_DATA, path=path)
    text = _decoded(data, "utf-8-sig", path)
    try:
        sources = list(_code_sources(json.loads(text, object_pairs_hook=_needed)))
    # ValueError: not JSON, or a number of too many digits; RecursionError: nested too deeply; the others: something is
    # missing, or of another type than in a notebook.
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise SubmissionError(Reason.NO_NOTEBOOK, path=path) from error
    if len(sources) > MOST_CELLS:
        raise SubmissionError(
            Reason.TOO_MANY_CELLS,
            path=path,
            limit=MOST_CELLS,
        )
    return tuple(Cell(number, whole_lines(source)) for number, source in enumerate(sources, start=1))


def _needed(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep of a JSON object what tells code: outputs and metadata are gone as soon as they are read."""
    return {name: value for name, value in fields if name in NEEDED}


def _code_sources(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield the source of each code cell; raises what Python raises for what is no notebook."""
    version = notebook["nbformat"]
    if version == LATEST_FORMAT:
        sheets, source = [notebook], "source"
    elif version in OLDER_FORMATS:
        sheets, source = notebook["worksheets"], "input"
    else:
        raise ValueError(version)
    for sheet in sheets:
        for cell in _list(sheet["cells"]):
            kind = cell["cell_type"]
            if kind == "code":
                yield cell[source] if isinstance(cell[source], str) else "".join(_list(cell[source]))
            elif not isinstance(kind, str):
                raise TypeError


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _decoded(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SubmissionError(Reason.NOT_UTF8, path=path, line=line) from error


def whole_lines(text: str) -> str:
    """Return the text with every line ended by a line feed alone, the last one too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def module_name(path: Path) -> str:
    """Return an importable name for a submission's module, after its file's."""
    name = re.sub(r"\W", "_", path.stem, flags=re.ASCII)
    return name if name.isidentifier() and not name.startswith("__") else f"submission_{name}"
