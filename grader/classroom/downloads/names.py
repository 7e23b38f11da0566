"""What the names in a download say: whose file it is. Pure; a name is only ever read here, never opened.

The patterns are those of Canvas's "Download Submissions" and Moodle's "Download all submissions", in both of its forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST_NAME = 200
SUFFIXES = (".py", ".ipynb")
ARCHIVE = ".zip"
CANVAS = re.compile(r"(?P<name>[^_]*?)(?:_(?P<late>LATE))?_(?P<id>\d+)_(?P<order>\d+)_(?P<file>.+)")
CANVAS_TEXT = re.compile(r"(?P<name>[^_]*?)(?:_(?P<late>LATE))?_(?P<id>\d+)_(?P<file>text|link)\.html")
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<file>.*))?")
# A folder a student: what else may lie there, made by programs and not by students.
SKIPPED = {"__MACOSX", "__pycache__", "node_modules", "venv", "site-packages"}
# Beside students' files in a folder; a list of the class, what somebody noted. Anything else is somebody's work.
OURS = (".csv", ".json", ".jsonl", ".md", ".toml", ".log", ".sqlite")


@dataclass(frozen=True, slots=True)
class Label:
    """Whose file it is, as its path tells.

    `order` grows with later uploads, `upload` is how Moodle's download begins, `late` is Canvas's word in the name.
    """

    student: str
    name: str
    file: str
    order: int = 0
    upload: str = ""
    late: bool = False


def label(parts: Sequence[str]) -> Label | None:
    """Return whose file a path belongs to; None for what no student submitted.

    A folder's path ends with an empty part.
    """
    shown = [cleaned(part) for part in parts]
    if any(part in SKIPPED or (part.startswith(".") and part != "..") for part in shown):
        return None
    top, rest = shown[0], "/".join(shown[1:])
    if moodle := MOODLE.fullmatch(top):
        return _of_moodle(moodle, top, rest)
    if len(parts) == 1:
        return _of_file(top)
    if ".." in shown:
        # No system makes such a name; whoever it is stays apart from everybody else.
        path = "/".join(shown)
        return Label(path, path, path)
    return Label(top, top, rest)


def _of_moodle(found: re.Match[str], top: str, rest: str) -> Label:
    name, inside = found["name"].strip(), found["file"] or ""
    file = rest or inside or f"{found['kind']}.html"
    # Feedback goes beside the files, also where there was only a text.
    upload = top.replace("_onlinetext", "_file") + "/" if rest else top[: len(top) - len(inside)]
    return Label(found["id"] or name, name, file, upload=upload)


def _of_file(top: str) -> Label | None:
    if found := CANVAS.fullmatch(top):
        order, late = int(found["order"][:18]), found["late"] is not None
        return Label(found["id"], found["name"], found["file"], order=order, late=late)
    if found := CANVAS_TEXT.fullmatch(top):
        return Label(found["id"], found["name"], f"{found['file']}.html", late=found["late"] is not None)
    path = PurePosixPath(top)
    return None if path.suffix.lower() in OURS else Label(path.stem, path.stem, top)


def kind(file: str) -> str:
    """Return the suffix of a file's name if we read such files, else nothing."""
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if suffix in (*SUFFIXES, ARCHIVE) else ""


def cleaned(name: str) -> str:
    """Return a name as one line of text that can be stored: composed, without control characters and broken Unicode."""
    whole = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    return "".join(c if unicodedata.category(c) != "Cc" else "\N{REPLACEMENT CHARACTER}" for c in whole)[:LONGEST_NAME]


def name_in_zip(name: str, *, declared_utf8: bool) -> str:
    """Return the name of an archive's entry, which in old archives is in an encoding that nobody noted.

    UTF-8 on macOS and Linux; on a Ukrainian Windows, code page 866, which can take any bytes.
    """
    if declared_utf8 or name.isascii():
        return name
    raw = name.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")
