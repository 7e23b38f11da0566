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
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.model import Cell, Slug, Submission
from grader.nearest import nearest

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
SUFFIXES = (".py", ".ipynb")
# Looked through for a name that was mistyped.
MOST_NAMES = 1000
PERCENT = re.compile(r"(?m)^# ?%%")
# Of blanks those within a line: a pattern that went on over lines would look at all blank lines from each of them.
DEFINITION = re.compile(r"(?m)^[^\S\n]*(?:async[^\S\n]+def|def|class)[^\S\n]+(\w+)")
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
        raise SubmissionError("{path}: hand in a .py or an .ipynb file.", path=path)
    code = "".join(cell.source for cell in cells)
    if not code.strip():
        raise SubmissionError("{path}: there is no code in it.", path=path)
    if len(code) > LARGEST_CODE:
        raise SubmissionError("{path}: more than {limit} MB of code.", path=path, limit=LARGEST_CODE >> 20)
    digest = "sha256:" + hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
    return Submission(str(path), module_name(path), digest, cells)


def read_bytes(path: Path) -> bytes:
    """Read a regular file; raises SubmissionError for anything else.

    O_NOFOLLOW: a link that is handed in could stand for any file, the reference's among them. O_NONBLOCK: a FIFO must
    not keep us waiting before we know what it is.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        fd = os.open(path, flags)
        try:
            kind = os.fstat(fd)
            if stat.S_ISDIR(kind.st_mode):
                raise SubmissionError("{path}: a folder. Name the .py or .ipynb file in it.", path=path)
            if not stat.S_ISREG(kind.st_mode):
                raise SubmissionError("{path}: not a file. Name the .py or .ipynb itself.", path=path)
            if kind.st_size > LARGEST_FILE:
                limit = LARGEST_FILE >> 20
                raise SubmissionError(
                    "{path}: larger than {limit} MB. Clear the outputs and save again.", path=path, limit=limit
                )
            with os.fdopen(fd, "rb", closefd=False) as file:
                return file.read(LARGEST_FILE)
        finally:
            os.close(fd)
    except FileNotFoundError:
        like = nearest(path.name, names_in(path.parent))
        if like is None:
            raise SubmissionError("{path}: there is no such file.", path=path) from None
        raise SubmissionError(
            "{path}: there is no such file. Did you mean {like}?", path=path, like=path.parent / like
        ) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SubmissionError("{path}: a link. Hand in the file itself.", path=path) from None
        raise SubmissionError("{path}: can't be read ({error}).", path=path, error=error.strerror) from error


def names_in(folder: Path) -> list[str]:
    """Return the names of the scripts and notebooks in a folder, as far as they can be shown as they are."""
    try:
        names = [entry.name for entry in islice(os.scandir(folder), MOST_NAMES)]
    except OSError:
        return []
    return sorted(name for name in names if name.lower().endswith(SUFFIXES) and name.isprintable())


def parse_script(data: bytes, path: str) -> tuple[Cell, ...]:
    """Turn the bytes of a .py into cells, split at `# %%`; raises SubmissionError if they are no text."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise SubmissionError(
            "{path}: its encoding can't be told ({error}). Save it as UTF-8.",
            path=path,
            error=str(error)[:LONGEST_REASON],
        ) from error
    if not codecs.lookup(encoding).name.startswith(ENCODINGS):
        raise SubmissionError(
            "{path}: declares the encoding {name}. Save it as UTF-8.", path=path, name=encoding[:LONGEST_REASON]
        )
    text = whole_lines(_decoded(data, encoding, path))
    starts = [0, *(match.start() for match in PERCENT.finditer(text) if match.start()), len(text)]
    return tuple(Cell(None, text[a:b]) for a, b in pairwise(starts))


def parse_notebook(data: bytes, path: str) -> tuple[Cell, ...]:
    """Turn the bytes of an .ipynb into its code cells; all else in it is dropped while it is read, and never checked."""
    if not data.strip():
        raise SubmissionError("{path}: an empty file. Save the notebook and hand it in again.", path=path)
    if sum(map(data.count, STRUCTURE)) > MOST_VALUES:
        raise SubmissionError(
            "{path}: its outputs hold more data than can be read. Clear the outputs and save again.", path=path
        )
    text = _decoded(data, "utf-8-sig", path)
    try:
        sources = list(_code_sources(json.loads(text, object_pairs_hook=_needed)))
    # ValueError: not JSON, or a number of too many digits; RecursionError: nested too deeply; the others: something is
    # missing, or of another type than in a notebook.
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise SubmissionError(
            "{path}: not a Jupyter notebook. Open it in Jupyter, save it, and hand it in again.", path=path
        ) from error
    if len(sources) > MOST_CELLS:
        raise SubmissionError(
            "{path}: more than {limit} code cells. Keep the cells of the exercise and save again.",
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
        raise SubmissionError("{path}: line {line} is not UTF-8. Save it as UTF-8.", path=path, line=line) from error


def whole_lines(text: str) -> str:
    """Return the text with every line ended by a line feed alone, the last one too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def module_name(path: Path) -> str:
    """Give an importable name for a submission's module, after its file's."""
    name = re.sub(r"\W", "_", path.stem, flags=re.ASCII)
    return name if name.isidentifier() and not name.startswith("__") else f"submission_{name}"


def defined_names(submission: Submission) -> set[str]:
    """Give the names that look defined in a submission, going by its text alone."""
    return {name for cell in submission.cells for name in DEFINITION.findall(cell.source)}


def infer_exercise(submission: Submission, definitions: Iterable[tuple[Slug, set[str]]]) -> Slug:
    """Tell which exercise a submission is for: by its file's name, or by the names it defines.

    `definitions` gives the names that each exercise asks for. Raises SubmissionError if no exercise fits.
    """
    wanted = dict(definitions)
    named = [slug for slug in wanted if submission.module_name.startswith(slug)]
    if named:
        return max(named, key=len)
    names = defined_names(submission)
    exact = {slug: len(wanted[slug] & names) for slug in wanted}
    # Where no name is there, some may be mistyped, or in other case.
    counts = exact if any(exact.values()) else {slug: _alike(wanted[slug], names) for slug in wanted}
    best = max(counts, key=lambda slug: counts[slug], default=None)
    if best is None or not counts[best]:
        raise SubmissionError(
            "{path}: can't tell which exercise this is. Say it: --exercise {known}",
            path=submission.path,
            known=" | ".join(wanted),
        )
    return best


def _alike(wanted: set[str], names: set[str]) -> int:
    """Return how many names are like a wanted one."""
    return sum(nearest(name, wanted) is not None for name in islice(sorted(names), MOST_NAMES))


def place_of(folder: Path, slug: Slug) -> Path:
    """Return where an exercise is: in `folder` if its script or notebook is there, else in a folder of its own in it."""
    here = any((folder / f"{slug}{suffix}").is_file() for suffix in SUFFIXES)
    return folder if here else folder / slug


def find_submissions(folder: Path, slugs: Iterable[Slug]) -> list[Path]:
    """Return the submission of each exercise, in a folder or in the exercise's own folder in it, as `grade start` makes it.

    Of .py and .ipynb it is the one that was saved last. Raises SubmissionError if there is none.
    """
    found = []
    for slug in slugs:
        # A linked folder could stand for anybody's, as a linked file could.
        place = place_of(folder, slug) if not (folder / slug).is_symlink() else folder
        files = [path for suffix in SUFFIXES if (path := place / f"{slug}{suffix}").is_file()]
        found += [path.relative_to(folder) for path in sorted(files, key=lambda path: path.stat().st_mtime)[-1:]]
    if not found:
        raise SubmissionError(
            "There is no submission in this folder. Name a file, or get the exercises with: grade start"
        )
    return found
