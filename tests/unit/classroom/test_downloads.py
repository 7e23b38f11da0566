"""What is handed in becomes one entry a student, whatever form the download has; nothing is opened by its name."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from grader.classroom.downloads.choose import Collected, Text, collect, parsed
from grader.classroom.downloads.files import files
from grader.classroom.downloads.names import label
from grader.errors import UsageError
from grader.i18n import speech
from tests.support.small import SOURCE, outline

ENGLISH = speech("en")

STUBS = "def loss(y, p):\n    raise NotImplementedError\n\n\ndef train(model):\n    raise NotImplementedError\n"
ONLY_LOSS = "def loss(y, p):\n    return 0\n"


def packed(content: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def laid_out(folder: Path, content: Mapping[str, str | bytes]) -> Path:
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def found_in(source: Path) -> list[Collected]:
    return list(collect(source, outline(), parsed))


def collected(tmp_path: Path, content: Mapping[str, str | bytes], form: str) -> dict[str, Collected]:
    """Collect the same content from a folder or a zip; give everybody by their key."""
    if form == "zip":
        source = tmp_path / "class.zip"
        source.write_bytes(packed(content))
    else:
        source = laid_out(tmp_path / "class", content)
    return {entry.student: entry for entry in found_in(source)}


# Names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "student", "name", "file", "upload"),
    [
        # A folder of files, a folder a student, a cloned repository.
        ("anna.py", "anna", "anna", "anna.py", ""),
        ("Шевченко Ганна.ipynb", "Шевченко Ганна", "Шевченко Ганна", "Шевченко Ганна.ipynb", ""),
        ("anna.v2/src/tiny.py", "anna.v2", "anna.v2", "src/tiny.py", ""),
        ("week3-octocat/tiny.ipynb", "week3-octocat", "week3-octocat", "tiny.ipynb", ""),
        # Canvas.
        ("doejane_12345_678901_train.ipynb", "12345", "doejane", "train.ipynb", ""),
        ("doejane_LATE_12345_678901_my_train.py", "12345", "doejane", "my_train.py", ""),
        ("ґудзьмаряна_77_88_tiny.py", "77", "ґудзьмаряна", "tiny.py", ""),
        ("anon_12_34_tiny.py", "12", "anon", "tiny.py", ""),
        ("doejane_12345_text.html", "12345", "doejane", "text.html", ""),
        ("doejane_LATE_12345_link.html", "12345", "doejane", "link.html", ""),
        # Moodle: folders from 4.1, folders before, files side by side, blind marking, online text, a team without a number.
        ("Мар'яна Ґудзь_41_assignsubmission_file/a/tiny.py", "41", "Мар'яна Ґудзь", "a/tiny.py",
         "Мар'яна Ґудзь_41_assignsubmission_file/"),
        ("Jane Doe_41_assignsubmission_file_/tiny.py", "41", "Jane Doe", "tiny.py", "Jane Doe_41_assignsubmission_file_/"),
        ("Jane Doe_41_assignsubmission_file_my_tiny.py", "41", "Jane Doe", "my_tiny.py",
         "Jane Doe_41_assignsubmission_file_"),
        ("Учасник_5_assignsubmission_file/tiny.py", "5", "Учасник", "tiny.py", "Учасник_5_assignsubmission_file/"),
        ("Jane Doe_41_assignsubmission_onlinetext/onlinetext.html", "41", "Jane Doe", "onlinetext.html",
         "Jane Doe_41_assignsubmission_file/"),
        ("Default group_assignsubmission_file/tiny.py", "Default group", "Default group", "tiny.py",
         "Default group_assignsubmission_file/"),
        # Names that no system makes.
        ("../../x.py", "../../x.py", "../../x.py", "../../x.py", ""),
    ],
)  # fmt: skip
def test_whose_file_it_is(path: str, student: str, name: str, file: str, upload: str) -> None:
    """A path tells the student's key and name, the file as the student called it, and where feedback goes."""
    found = label(path.split("/"))
    assert found is not None
    assert (found.student, found.name, found.file, found.upload) == (student, name, file, upload)


@pytest.mark.parametrize("path", ["grades.csv", "README.md", "__MACOSX/._anna.py", "anna/.git/config", ".DS_Store"])
def test_what_nobody_handed_in(path: str) -> None:
    """What programs and teachers leave beside the files is nobody's."""
    assert label(path.split("/")) is None


# Forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_nobody_disappears(tmp_path: Path, form: str) -> None:
    """Everybody who is named in a download is given, with a submission or with the reason why there is none."""
    content = {
        "annaanna_1_10_tiny.py": SOURCE,
        "bohdan_2_11_essay.docx": b"PK",
        "vira_3_text.html": "<p>Sorry</p>",
        "hryhorii_4_12_tiny.ipynb": "{}",
        "daryna_5_13_work.zip": packed({"project/tiny.py": SOURCE, "project/data.csv": "1"}),
        "yelyzaveta_6_14_work.zip": b"no zip at all",
        "zhanna_7_15_work.zip": packed({"notes.txt": "nothing"}),
    }
    found = collected(tmp_path, content, form)
    assert sorted(found) == ["1", "2", "3", "4", "5", "6", "7"]
    assert {student for student, entry in found.items() if entry.text} == {"1", "5"}
    assert found["5"].file == "work.zip/project/tiny.py"
    reasons = {student: entry.refusal.said(ENGLISH) for student, entry in found.items() if entry.refusal}
    assert set(reasons) == {"2", "3", "4", "6", "7"}
    assert "no .py or .ipynb" in reasons["2"]
    assert "not a Jupyter notebook" in reasons["4"]
    assert "can't be read from its archive" in reasons["6"]
    assert "in this archive" in reasons["7"]


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_class_inside_one_folder(tmp_path: Path, form: str) -> None:
    """One folder around everybody is the class; one folder around one student's files is that student."""
    everybody = collected(tmp_path / "a", {"class/anna.py": SOURCE, "class/bohdan.py": SOURCE}, form)
    assert sorted(everybody) == ["anna", "bohdan"]
    folders = collected(tmp_path / "b", {"class/anna/tiny.py": SOURCE, "class/bohdan/tiny.py": SOURCE}, form)
    assert sorted(folders) == ["anna", "bohdan"]
    alone = collected(tmp_path / "c", {"anna/tiny.py": SOURCE, "anna/more.py": "x = 1\n"}, form)
    assert sorted(alone) == ["anna"]


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()


def test_several_files_of_one_student(tmp_path: Path) -> None:
    """Graded is the file with the most parts that aren't stubs, then the newest upload; the others are named."""
    content = {
        "anna_1_10_tiny.py": SOURCE,
        "anna_1_11_tiny.py": STUBS,
        "anna_1_12_other.py": ONLY_LOSS,
        "bohdan_2_10_one.py": SOURCE,
        "bohdan_2_9_two.py": SOURCE + "x = 1\n",
    }
    found = collected(tmp_path, content, "zip")
    assert found["1"].text is not None
    assert found["1"].text.submission().cells[0].source == SOURCE
    assert found["1"].note is not None
    assert "most parts" in found["1"].note.said(ENGLISH)
    assert found["1"].note.facts["others"] == "other.py, tiny.py"
    assert found["2"].file == "one.py"
    assert found["2"].note is not None
    assert "newest" in found["2"].note.said(ENGLISH)


NOTEBOOK = json.dumps({
    "cells": [{"cell_type": "code", "source": SOURCE, "metadata": {}, "outputs": [], "execution_count": None}],
    "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
})  # fmt: skip
OTHER = SOURCE + "x = 1\n"


@pytest.mark.parametrize(
    ("files", "chosen", "why"),
    [
        # Name, text, and by how many seconds later it was saved.
        ([("tiny.py", SOURCE, 0), ("other.py", STUBS, 99)], "tiny.py", "most parts"),
        ([("tiny.py", SOURCE, 0), ("other.py", OTHER, 99)], "other.py", "newest"),
        ([("tiny.py", SOURCE, 0), ("other.py", OTHER, 99), ("b.py", STUBS, 200)], "other.py", "newest"),
        ([("tiny.py", SOURCE, 0), ("other.py", OTHER, 1)], "tiny.py", "named after the exercise"),
        ([("tiny.py", SOURCE, 0), ("tiny.ipynb", NOTEBOOK, 0)], "tiny.ipynb", "the notebook"),
        ([("a.py", SOURCE, 0), ("b.py", OTHER, 0)], "b.py", "the last in alphabetical order"),
    ],
)
def test_why_a_file_was_chosen(tmp_path: Path, files: list[tuple[str, str, int]], chosen: str, why: str) -> None:
    """The note says what decided: never that a file has the most parts, or is the newest, when it isn't so."""
    source = laid_out(
        tmp_path / "class", {f"anna/{name}": text for name, text, _ in files} | {"bohdan/tiny.py": SOURCE}
    )
    for name, _, later in files:
        os.utime(source / "anna" / name, (1_700_000_000 + later,) * 2)
    [anna, _] = found_in(source)
    assert anna.file == chosen
    assert anna.note is not None
    assert why in anna.note.said(ENGLISH)
    assert anna.note.facts["others"] == ", ".join(sorted(name for name, *_ in files if name != chosen))


def test_late_marks(tmp_path: Path) -> None:
    """Canvas writes into a file's name that it came late, and so does the entry say."""
    content = {"anna_LATE_1_10_tiny.py": SOURCE, "bohdan_2_11_tiny.py": SOURCE, "vira_LATE_3_text.html": "Sorry"}
    found = collected(tmp_path, content, "zip")
    assert {student: entry.late for student, entry in found.items()} == {"1": True, "2": False, "3": True}


def test_a_clone_with_an_untouched_starter(tmp_path: Path) -> None:
    """Of a script and a notebook, the one that was filled in is graded, though the other was saved later."""
    laid_out(tmp_path / "class", {"anna/tiny.py": SOURCE, "anna/.git/x.py": SOURCE, "bohdan/tiny.py": SOURCE})
    laid_out(tmp_path / "class", {"anna/starter.py": STUBS})
    os.utime(tmp_path / "class" / "anna" / "starter.py", (time.time() + 99,) * 2)
    [anna, _] = found_in(tmp_path / "class")
    assert anna.file == "tiny.py"


# Harm ----------------------------------------------------------------------------------------------


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link to a file or a folder gives nothing of what it points to, on disk and in an archive."""
    secret = laid_out(tmp_path / "secret", {"tiny.py": SOURCE})
    source = laid_out(tmp_path / "class", {"bohdan.py": SOURCE})
    (source / "anna.py").symlink_to(secret / "tiny.py")
    (source / "vira").symlink_to(secret)
    found = {entry.student: entry for entry in found_in(source)}
    assert [found[name].text is None for name in ("anna", "bohdan", "vira")] == [True, False, True]
    assert found["anna"].refusal is not None
    assert "a link" in found["anna"].refusal.said(ENGLISH)

    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        entry = zipfile.ZipInfo("anna.py")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        writer.writestr(entry, str(secret / "tiny.py"))
    [anna] = found_in(archive)
    assert anna.refusal is not None
    assert "a link" in anna.refusal.said(ENGLISH)


def test_very_deep_folders(tmp_path: Path) -> None:
    """Folders in folders cost nobody their entry, and what lies beside them is collected."""
    source = laid_out(tmp_path / "class", {"anna/tiny.py": SOURCE, "bohdan/tiny.py": SOURCE})
    here = os.open(source / "anna", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    try:
        found = {entry.student: entry.file for entry in found_in(source)}
    finally:
        # Python's own way of removing a tree stops at this depth, and pytest's with it.
        subprocess.run(["rm", "-r", str(source / "anna" / "d")], check=True)
    assert found == {"anna": "tiny.py", "bohdan": "tiny.py"}


def test_an_error_of_ours_is_one_students(tmp_path: Path) -> None:
    """Whatever goes wrong while a file is read is said of that student; the others are collected."""
    source = laid_out(
        tmp_path / "class", {"anna.py": SOURCE, "bohdan.py": OTHER, "vira/a.py": SOURCE, "vira/b.py": OTHER}
    )

    def read(data: bytes, path: PurePosixPath, digest: str) -> Text:
        if data.decode() == OTHER:
            raise RecursionError("too deep")
        return parsed(data, path, digest)

    anna, bohdan, vira = collect(source, outline(), read)
    assert anna.text is not None
    assert bohdan.refusal is not None
    assert "too deep" in bohdan.refusal.facts["error"]
    assert vira.file == "a.py"


def test_an_archive_that_lies_about_a_size(tmp_path: Path) -> None:
    """An entry that holds more than its header says is not read beyond what it says, and not graded."""
    data = packed({"anna.py": b"#" * 3_000_000 + b"\n"})
    lying = data.replace((3_000_001).to_bytes(4, "little"), (900_000).to_bytes(4, "little"))
    assert lying != data
    (tmp_path / "class.zip").write_bytes(lying)
    [anna] = found_in(tmp_path / "class.zip")
    assert anna.text is None
    assert anna.refusal is not None


def test_an_archive_of_archives(tmp_path: Path) -> None:
    """An archive inside a student's archive is not opened."""
    inner = packed({"tiny.py": SOURCE})
    (tmp_path / "class.zip").write_bytes(packed({"anna.zip": packed({"deep.zip": inner}), "bohdan.py": SOURCE}))
    found = {entry.student: entry for entry in found_in(tmp_path / "class.zip")}
    assert found["anna"].text is None
    assert found["bohdan"].text is not None


def test_an_archive_of_very_many_files(tmp_path: Path) -> None:
    """A student's archive with thousands of files is refused, and the others are collected."""
    swarm = packed({f"{n}.py": "" for n in range(2_100)})
    (tmp_path / "class.zip").write_bytes(packed({"anna.zip": swarm, "bohdan.py": SOURCE}))
    found = {entry.student: entry for entry in found_in(tmp_path / "class.zip")}
    assert found["anna"].refusal is not None
    assert "more than" in found["anna"].refusal.said(ENGLISH)
    assert found["bohdan"].text is not None


@pytest.mark.parametrize("encoding", ["utf-8", "cp866"])
def test_names_in_archives_of_other_systems(tmp_path: Path, encoding: str) -> None:
    """A Cyrillic name is read though its archive doesn't say in which encoding it is."""
    placeholder = "q" * len("Ганна".encode(encoding))
    data = packed({f"{placeholder}.py": SOURCE}).replace(placeholder.encode(), "Ганна".encode(encoding))
    (tmp_path / "class.zip").write_bytes(data)
    [entry] = found_in(tmp_path / "class.zip")
    assert entry.name == "Ганна"


@pytest.mark.parametrize("name", ["nothing", "class.tar"])
def test_what_is_no_source(tmp_path: Path, name: str) -> None:
    """What is neither a folder nor a zip is refused with what to name instead."""
    if name == "class.tar":
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageError, match=r"no folder or \.zip"):
        list(files(tmp_path / name))


def test_our_own_gradebook_is_nobody(tmp_path: Path) -> None:
    """A gradebook that lies in the folder that is graded isn't taken for a student."""
    source = laid_out(tmp_path / "class", {"anna.py": SOURCE, "out/grades.sqlite": b"", "out/students/a.html": b""})
    assert [entry.student for entry in found_in(source)] == ["anna"]
