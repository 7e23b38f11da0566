"""A CSV file of another system, read and written again so that only the cells we fill in differ."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

BOM = "\N{BYTE ORDER MARK}"
SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, with what is needed to write them in the same way."""

    rows: list[list[str]]
    separator: str
    encoding: str

    @property
    def header(self) -> list[str]:
        """Return the first row."""
        return self.rows[0]

    def data(self) -> bytes:
        """Return the file's bytes."""
        stream = io.StringIO()
        csv.writer(stream, delimiter=self.separator, lineterminator="\r\n").writerows(self.rows)
        return stream.getvalue().encode(self.encoding)


def read_table(path: Path) -> Table:
    """Read a CSV file that another system wrote; raises UsageError if it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError("{path}: can't be read ({error}).", path=path, error=error.strerror) from error
    try:
        return parse_table(data)
    except (UnicodeDecodeError, csv.Error, IndexError) as error:
        raise UsageError(
            "{path}: this is not a CSV file in UTF-8 ({error}). Export it again.", path=path, error=error
        ) from error


def parse_table(data: bytes) -> Table:
    """Take the bytes of a CSV file apart; the separator is the one that the header has most of."""
    encoding = "utf-8-sig" if data.startswith(BOM.encode()) else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    text = data.decode(encoding)
    separator = max(SEPARATORS, key=text.splitlines()[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    return Table(rows, separator, encoding)
