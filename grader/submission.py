"""A .py or .ipynb becomes a Submission: ordered cells, each knowing its number and line. Nothing in it is parsed or run.

Trusted code reads bytes, JSON and encodings here, no Python: a parser can be crashed. `parse_submission` is
the pure half of `read_submission`.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import io
import os
import re
import stat
import tokenize
import warnings
from collections.abc import Iterable
from itertools import islice, pairwise
from pathlib import Path

from grader.errors import SubmissionError
from grader.model import Cell, Slug, Submission
from grader.nearest import nearest

# Notebooks carry their outputs, pictures among them; the code itself is never more than a few hundred lines.
LARGEST_FILE = 32 * 1024 * 1024
LARGEST_CODE = 1024 * 1024
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
            "{path}: its encoding can't be told ({error}). Save it as UTF-8.", path=path, error=error
        ) from error
    if not codecs.lookup(encoding).name.startswith(ENCODINGS):
        raise SubmissionError("{path}: declares the encoding {name}. Save it as UTF-8.", path=path, name=encoding)
    text = whole_lines(_decoded(data, encoding, path))
    starts = [0, *(match.start() for match in PERCENT.finditer(text) if match.start()), len(text)]
    return tuple(Cell(None, text[a:b]) for a, b in pairwise(starts))


def parse_notebook(data: bytes, path: str) -> tuple[Cell, ...]:
    """Turn the bytes of an .ipynb into its code cells; outputs and metadata are dropped, older formats upgraded."""
    # A second to import, and only notebooks need it.
    import nbformat

    if not data.strip():
        raise SubmissionError("{path}: an empty file. Save the notebook and hand it in again.", path=path)
    text = _decoded(data, "utf-8-sig", path)
    try:
        with warnings.catch_warnings():
            # Of missing ids and the like: nothing that a student could mend.
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(text, as_version=4)
        sources = [str(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    # nbformat promises no set of errors for what is no notebook, and this is the place where it is handed anything.
    except Exception as error:
        raise SubmissionError(
            "{path}: not a Jupyter notebook. Open it in Jupyter, save it, and hand it in again.", path=path
        ) from error
    return tuple(Cell(number, whole_lines(source)) for number, source in enumerate(sources, start=1))


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
    best = max(wanted, key=lambda slug: len(wanted[slug] & names), default=None)
    if best is None or not wanted[best] & names:
        raise SubmissionError(
            "{path}: can't tell which exercise this is. Say it: --exercise {known}",
            path=submission.path,
            known=" | ".join(wanted),
        )
    return best


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
