"""What other systems would read from our tables, by the rules of their own importers."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from grader.classroom.gradebook import canvas, moodle
from grader.classroom.gradebook.lms_file import parse_table, read_table
from grader.classroom.gradebook.matching import match, said
from grader.classroom.gradebook.results import BROKEN, GRADED, REFUSED, Row
from grader.classroom.gradebook.tables import as_csv, as_json_lines
from grader.classroom.store import Entry
from grader.errors import UsageError
from grader.i18n import speech
from grader.model import Points
from tests.support.exports import EXPORT, WORKSHEETS
from tests.support.small import outline

EVIL = "=cmd|' /C calc'!A0"
UPLOAD = "Мар'яна Ґудзь_42_assignsubmission_file/"
ROWS = [
    Row(Entry("41", "Doe, Jane", "tiny.py", "a", attempt=1), GRADED, Points(7.5, 10.0), {"loss": Points(2.0, 2.0)}),
    Row(Entry("42", "Мар'яна Ґудзь", "tiny.py", "b", upload=UPLOAD, attempt=2), GRADED, Points(10.0, 10.0), {}),
    Row(Entry("43", EVIL, "@evil.py"), REFUSED, reason='+1 "quoted", and\nmore'),
    Row(Entry("44", "Broken", "tiny.py", "c", attempt=3), BROKEN, reason="the grader failed"),
]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))


# Our own -------------------------------------------------------------------------------------------


def test_our_table() -> None:
    """Everybody has a line, also who has no grade; points are plain numbers."""
    found = read(as_csv(ROWS, outline()))
    assert [row["student"] for row in found] == ["41", "42", "43", "44"]
    assert [row["score"] for row in found] == ["7.5", "10", "", ""]
    assert [row["percent"] for row in found] == ["75", "100", "", ""]
    assert [row["status"] for row in found] == ["graded", "graded", "refused", "broken"]
    assert found[0]["loss"] == "2"
    # Parts have the names that students write; JSON lines, which programs read, keep the ids.
    assert list(found[0])[-3:] == ["loss", "train", "compile_and_fit"]


def test_no_cell_is_a_formula() -> None:
    """No cell of any student's begins as a spreadsheet's formula does, and none breaks out of its cell."""
    for text in (as_csv(ROWS, outline()), canvas.least(ROWS, EVIL)):
        for row in csv.reader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")):
            for cell in row:
                assert not cell.startswith(tuple("=+-@\t\r"))
                assert "\n" not in cell


def test_json_lines() -> None:
    """The same as JSON, an object a line, with names as they are."""
    found = [json.loads(line) for line in "".join(as_json_lines(ROWS)).splitlines()]
    assert found[2]["name"] == EVIL
    assert found[0]["score"] == 7.5
    assert "".join(as_json_lines(ROWS)).isascii()


# Canvas --------------------------------------------------------------------------------------------


def imported_by_canvas(text: str) -> tuple[list[str], dict[str, dict[str, str]], dict[str, str]]:
    """Read a file as Canvas's gradebook importer does: the assignments, the grades by student id, the possible points.

    More than three columns; the first has "Student" in its header and the second "ID"; the last of the student's
    columns has "Section", and assignments follow. A row whose first cell has "Points Possible" sets points; a row of
    blanks is left out.
    """
    rows = list(csv.reader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"), newline="")))
    header = rows[0]
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    last = max(n for n, cell in enumerate(header) if "Section" in cell)
    assert last in {2, 3, 4, 5, 6}
    ignored = re.compile(r"(Unposted )?(Current|Final|Override) (Score|Points|Grade)|Override Grade")
    columns = {n: cell for n, cell in enumerate(header) if n > last and not ignored.fullmatch(cell)}
    grades, points = {}, {}
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            points = {title: row[n] for n, title in columns.items()}
        elif any(cell.strip() not in {"", "Muted", "Manual Posting"} for cell in row):
            grades[row[1]] = {title: row[n] for n, title in columns.items()}
    return list(columns.values()), grades, points


def test_canvas_reads_the_filled_export(tmp_path: Path) -> None:
    """Canvas finds the scaled points of those it knows in the one column, and every other cell as it exported it."""
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8", newline="")
    table = read_table(path)
    assert canvas.is_export(table)
    assert not moodle.is_worksheet(table)
    text = canvas.filled(table, ROWS, "Training loops (4711)").data().decode()
    columns, grades, points = imported_by_canvas(text)
    assert columns == ["Essay (4710)", "Training loops (4711)"]
    assert {student: row["Training loops (4711)"] for student, row in grades.items()} == {
        "41": "15",
        "99": "3.5",
        "42": "20",
    }
    assert {student: row["Essay (4710)"] for student, row in grades.items()} == {"41": "4.0", "99": "EX", "42": ""}
    assert points["Training loops (4711)"] == "20.0"
    before, after = (list(csv.reader(io.StringIO(t, newline=""))) for t in (EXPORT, text))
    assert [row[:6] + row[7:] for row in before] == [row[:6] + row[7:] for row in after]


@pytest.mark.parametrize("assignment", [None, "4711", "Training loops (4711)"])
def test_the_assignment_of_an_export(assignment: str | None) -> None:
    """The column is found by its title or the id in it; among several, one has to be named."""
    table = parse_table(EXPORT.encode())
    if assignment is None:
        with pytest.raises(UsageError, match=r"Training loops \(4711\)"):
            canvas.filled(table, ROWS, None)
    else:
        assert canvas.filled(table, ROWS, assignment).rows[3][6] == "15"


def test_canvas_reads_the_least_file() -> None:
    """Without an export, Canvas gets those with a grade by their Canvas id."""
    columns, grades, _ = imported_by_canvas(canvas.least(ROWS, "Training loops (4711)"))
    assert columns == ["Training loops (4711)"]
    assert {student: row[columns[0]] for student, row in grades.items()} == {"41": "7.5", "42": "10"}


# Who is in it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", ["canvas", "en", "uk"])
def test_whom_a_gradebook_knows(system: str) -> None:
    """Nobody is dropped in silence: who is graded and not in it, and who is in it without a submission, is named."""
    table = parse_table((EXPORT if system == "canvas" else WORKSHEETS[system]).encode())
    students = (canvas if system == "canvas" else moodle).students(table)
    known = {"41": "Doe, Jane", "99": "=2+3, Ed", "42": "Ґудзь, Мар'яна"}
    assert students == (known if system == "canvas" else {"41": "Jane Doe", "42": "Мар'яна Ґудзь", "77": "Nobody"})
    stranger = Row(Entry("5", "Zhadan", "tiny.py", "z", attempt=9), GRADED, Points(1.0, 10.0))
    found = match("export.csv", {**students, "43": "Refused, R."}, [*ROWS, stranger])
    absent = "=2+3, Ed" if system == "canvas" else "Nobody"
    assert said(found, speech("en")) == [
        "export.csv: 2 of 4 filled in.",
        "Graded, but not in the gradebook: Zhadan",
        f"In the gradebook, but without a submission: {absent}",
        "Submitted, but not graded: Refused, R.",
    ]
    assert (found.whole, found.nobody) == (False, False)
    assert match("export.csv", {"1": "Somebody"}, ROWS).nobody
    assert match("export.csv", {"41": "", "42": ""}, ROWS).whole


def test_canvas_has_a_student_of_its_own() -> None:
    """The student as whom a teacher looks at the course is nobody who could submit."""
    table = parse_table((EXPORT + '"Student, Test",900,,x,A,,1,,\r\n').encode())
    assert "900" not in canvas.students(table)


# Moodle --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "grades"), [("en", ["75", "100", ""]), ("uk", ["9", "12", ""])])
def test_moodle_reads_the_filled_worksheet(language: str, grades: list[str]) -> None:
    """The worksheet comes back with its own headers and cells, and with the grades, in either language."""
    before = parse_table(WORKSHEETS[language].encode())
    assert moodle.is_worksheet(before)
    assert not canvas.is_export(before)
    data = moodle.filled(before, ROWS, None).data()
    after = parse_table(data)
    assert after.header == before.header
    # As the importer does it: cut the word off the identifier, whatever it is in the teacher's language.
    word = len("Participant " if language == "en" else "Учасник ")
    assert [row[0][word:] for row in after.rows[1:]] == ["41", "42", "77"]
    assert [row[3] for row in after.rows[1:]] == grades
    assert [row[:3] + row[4:] for row in before.rows] == [row[:3] + row[4:] for row in after.rows]
    assert data.startswith(b"\xef\xbb\xbf") == (language == "uk")


def test_a_decimal_comma() -> None:
    """Where the worksheet writes decimals with a comma, so do we."""
    table = parse_table(WORKSHEETS["uk"].replace("12,00", "10,00").encode())
    assert moodle.filled(table, ROWS, "Оцінка").rows[1][3] == "7,5"


def test_a_worksheet_in_another_language() -> None:
    """A header that we don't know has to be named; the sentence lists those that there are."""
    table = parse_table(WORKSHEETS["en"].replace(",Grade,", ",Note,").encode())
    with pytest.raises(UsageError, match="Note"):
        moodle.filled(table, ROWS, None)
    assert moodle.filled(table, ROWS, "Note").rows[1][3] == "75"


@pytest.mark.parametrize(
    "upload", [UPLOAD, "Jane Doe_42_assignsubmission_file_/", "Jane Doe_42_assignsubmission_file_"]
)
def test_moodle_reads_the_feedback(upload: str) -> None:
    """By the importer's rule, each file's participant, plugin and name are found in its path."""
    row = Row(Entry("42", "n", "tiny.py", "b", upload=upload, attempt=1), GRADED, Points(1.0, 1.0))
    data = moodle.feedback([row, ROWS[0]], lambda of: f"<p>{of.entry.student}</p>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        [name] = archive.namelist()
        assert archive.read(name) == b"<p>42</p>"
    found = None
    for n, part in enumerate(name.split("/")):
        pieces = part.split("_", 4)
        if len(pieces) >= 4 and pieces[1].isdecimal() and "_".join(pieces[2:4]) == "assignsubmission_file":
            rest = [*pieces[4:], *name.split("/")[n + 1 :]]
            found = pieces[1], "/".join(piece for piece in rest if piece)
    assert found == ("42", "feedback.html")


@pytest.mark.parametrize("data", [b"\xff\xfe\xfa", b"", b'a,b\n"x'])
def test_what_is_no_table(tmp_path: Path, data: bytes) -> None:
    """A roster that is no table is refused with one sentence."""
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="not a CSV file"):
        read_table(path)
