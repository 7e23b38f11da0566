"""A file becomes cells of text, or a sentence that says what is wrong with it; nothing in it is run."""

from __future__ import annotations

import json
import os
import re
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.model import Cell, Slug, Submission
from grader.submission.read import (
    LARGEST_CODE,
    LARGEST_FILE,
    module_name,
    parse_notebook,
    parse_script,
    read_submission,
)
from grader.submission.recognize import defined_names, find_submissions, infer_exercise, meant_by
from tests.support.examples import examples


def script(data: bytes | str) -> list[str]:
    """Give the sources of a script's cells."""
    cells = parse_script(data if isinstance(data, bytes) else data.encode(), "task.py")
    assert {cell.number for cell in cells} == {None}
    return [cell.source for cell in cells]


def code(source: Any, **fields: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": "a", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    return {**cell, **fields}


def notebook(*cells: Any, **fields: Any) -> bytes:
    numbered = [{**cell, "id": f"cell-{n}"} if isinstance(cell, dict) else cell for n, cell in enumerate(cells)]
    top = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": numbered}
    return json.dumps({**top, **fields}).encode()


# Scripts ------------------------------------------------------------------------------------------


def test_a_script_is_one_cell() -> None:
    """A .py without cell marks is one cell, and ends with a line feed even if its author's editor left it out."""
    assert script("x = 1\n\ny = 2") == ["x = 1\n\ny = 2\n"]


def test_a_script_is_split_at_percent_marks() -> None:
    """`# %%` and `#%%` at the start of a line begin a cell, with any title; elsewhere they are a comment."""
    text = "import os\n# %% [markdown]\n# text\n#%%\nx = 1  # %% not here\n  # %% nor here\n#  %% nor here\n# %%"
    assert script(text) == [
        "import os\n",
        "# %% [markdown]\n# text\n",
        "#%%\nx = 1  # %% not here\n  # %% nor here\n#  %% nor here\n",
        "# %%\n",
    ]


def test_a_mark_on_the_first_line_makes_no_empty_cell() -> None:
    """A script that begins with a mark begins with that cell."""
    assert script("# %%\nx = 1\n") == ["# %%\nx = 1\n"]


def test_line_ends_become_line_feeds() -> None:
    """Lines ended as on Windows or an old Macintosh, or each in another way, are the same lines."""
    assert script(b"a\r\nb\rc\n\r\n# %%\r\nd") == ["a\nb\nc\n\n", "# %%\nd\n"]


@given(st.text().filter(lambda text: not text.startswith("\ufeff") and "coding" not in text))
@settings(deadline=None)
@example("x\x0c\x1c\u2028# %%\n# %%\n")
def test_no_line_is_lost(text: str) -> None:
    """A script's cells laid end to end are its text, and each ends with a line feed: line numbers stay true."""
    cells = script(text)
    joined = "".join(cells)
    assert joined.rstrip("\n") == text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert all(cell.endswith("\n") for cell in cells)
    assert all(re.match("# ?%%", cell) for cell in cells[1:])


def test_a_byte_order_mark_is_no_text() -> None:
    """The mark that Windows puts before UTF-8 is dropped from scripts and notebooks."""
    assert script(b"\xef\xbb\xbfx = 1\n") == ["x = 1\n"]
    assert parse_notebook(b"\xef\xbb\xbf" + notebook(code("x = 1")), "a.ipynb")[0].source == "x = 1\n"


@pytest.mark.parametrize("encoding", ["cp1251", "windows-1251", "koi8-u", "mac-cyrillic", "iso8859-5", "latin-1"])
def test_declared_one_byte_encodings_are_read(encoding: str) -> None:
    """A script in an old encoding of one byte a letter is read if it says so, as Python reads it."""
    word = "Caf\u00e9" if encoding == "latin-1" else "\u0416\u0430\u0431\u0430"
    text = f"# -*- coding: {encoding} -*-\nname = '{word}'\n"
    assert script(text.encode(encoding)) == [text]


ODD = (
    "utf-7 utf-16 punycode idna unicode_escape raw_unicode_escape rot13 zlib base64 hex undefined charmap iso2022_jp hz"
)


@pytest.mark.parametrize("encoding", ODD.split())
def test_odd_encodings_are_refused(encoding: str) -> None:
    """Codecs that are no alphabet, or slow on purpose-made text, are never used, whatever a file declares."""
    with pytest.raises(SubmissionError, match=r"task\.py: .*[Ss]ave (it|the file) as UTF-8"):
        script(f"# coding: {encoding}\nx = 1\n")


def test_a_long_encoding_name_makes_no_long_sentence() -> None:
    """A script that declares a megabyte for an encoding is refused in a sentence that can be shown."""
    for name in ("x" * 1_000_000, "utf_16" + "_" * 1_000_000):
        with pytest.raises(SubmissionError, match=r"[Ss]ave (it|the file) as UTF-8") as caught:
            script(f"# coding: {name}\nx = 1\n")
        assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("data", [b"# coding: no-such-thing\nx", b"\xef\xbb\xbf# coding: cp1251\nx", b"x = '\xff'\n"])
def test_an_encoding_that_cannot_be_told_is_refused(data: bytes) -> None:
    """An unknown name, two that contradict each other, or bytes that are none: the author is told to save as UTF-8."""
    with pytest.raises(SubmissionError, match=r"task\.py: .*[Ss]ave (it|the file) as UTF-8"):
        script(data)


def test_bytes_that_are_not_utf8_are_shown_by_their_line() -> None:
    """The sentence names the line with the first byte that is no UTF-8."""
    with pytest.raises(SubmissionError, match="line 4 is not UTF-8"):
        script(b"x = 1\n\n\ny = '\xcf\xf0'\n")
    with pytest.raises(SubmissionError, match="line 2 is not UTF-8"):
        parse_notebook(b'{"cells":\n "\xcf"}', "task.ipynb")


DECLARED = st.builds(
    lambda name, rest: b"# coding: " + name.encode() + b"\n" + rest,
    st.sampled_from(["utf-8", "cp1251", "cp037", "cp932", "utf-7", "utf-16", "rot13", "idna", "mbcs", "nope", "\0"]),
    st.binary(),
)


@given(st.binary() | DECLARED | st.builds(lambda text: text.encode("utf-16"), st.text()))
@settings(max_examples=examples(300), deadline=None)
def test_any_bytes_are_a_script_or_refused(data: bytes) -> None:
    """Whatever the bytes, there are cells, or a SubmissionError, and nothing else."""
    try:
        cells = parse_script(data, "task.py")
    except SubmissionError:
        return
    assert all(cell.source.endswith("\n") and "\r" not in cell.source for cell in cells)


# Notebooks ----------------------------------------------------------------------------------------


def sources(data: bytes) -> list[str]:
    return [cell.source for cell in parse_notebook(data, "task.ipynb")]


def test_source_is_a_text_or_a_list_of_lines() -> None:
    """Both ways in which Jupyter writes a cell's source give the same cell."""
    cells = parse_notebook(notebook(code("x = 1\ny = 2"), code(["x = 1\n", "y = 2"])), "task.ipynb")
    assert cells == (Cell(1, "x = 1\ny = 2\n"), Cell(2, "x = 1\ny = 2\n"))


def test_only_code_cells_count() -> None:
    """Text and raw cells are dropped and not counted: cells are numbered as students count them, code alone."""
    text = {"cell_type": "markdown", "source": "x = 0", "metadata": {}}
    raw = {"cell_type": "raw", "source": "x = 0", "metadata": {}}
    cells = parse_notebook(notebook(text, code("a"), raw, code(""), text, code("b")), "task.ipynb")
    assert cells == (Cell(1, "a\n"), Cell(2, "\n"), Cell(3, "b\n"))


def test_cells_run_from_top_to_bottom() -> None:
    """The order in which cells stand counts, not the one in which they were last run."""
    assert sources(notebook(code("a", execution_count=9), code("b", execution_count=2))) == ["a\n", "b\n"]


def test_outputs_and_metadata_are_dropped(tmp_path: Path) -> None:
    """What a notebook shows and remembers leaves no trace in a submission, not even in its digest."""
    output = {"output_type": "stream", "name": "stdout", "text": ["def loss(): 1\n"]}
    bare, shown = tmp_path / "bare.ipynb", tmp_path / "shown.ipynb"
    bare.write_bytes(notebook(code("x = 1")))
    shown.write_bytes(notebook(code("x = 1", outputs=[output], execution_count=3), metadata={"language_info": {}}))
    submission = read_submission(shown)
    assert submission.cells == (Cell(1, "x = 1\n"),)
    assert submission.digest == read_submission(bare).digest


def test_a_notebook_of_format_3_is_upgraded() -> None:
    """A notebook saved ten years ago is read as one of today."""
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Title", "metadata": {}},
        {"cell_type": "code", "input": ["x = 1\n", "y"], "language": "python", "outputs": [], "prompt_number": 7},
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    assert parse_notebook(json.dumps(old).encode(), "task.ipynb") == (Cell(1, "x = 1\ny\n"),)


def test_what_is_no_code_is_not_checked() -> None:
    """Outputs, metadata and texts of any kind leave a notebook readable: only its code is needed."""
    odd = code("x = 1", outputs=[{}, 3, {"output_type": None}], metadata={"tags": ["a", "a"], "cells": 1}, extra=None)
    text = {"cell_type": "markdown", "source": 3}
    assert sources(notebook(odd, text, code("y"), metadata=7)) == ["x = 1\n", "y\n"]


def test_line_ends_in_cells_become_line_feeds() -> None:
    """A notebook written on Windows has the same lines."""
    assert sources(notebook(code("a\r\nb"), code(["a\r\n", "b\rc"]))) == ["a\nb\n", "a\nb\nc\n"]


@pytest.mark.parametrize(
    "data",
    [
        *(b"{}", b"[]", b'"x"', b"3", b"null", b"not json", b"NaN", b"9" * 5000, b"[" * 100_000, b'{"cells":' * 50_000),
        *(notebook(3), notebook(code([1, 2])), notebook(code("x", cell_type=None)), notebook(nbformat=5)),
        *(notebook(cells=None), notebook(cells={"a": 1}), notebook(nbformat="4")),
    ],
    ids=lambda data: data[:20].decode(),
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    """JSON that is no notebook, or no JSON at all, is answered with what to do."""
    with pytest.raises(SubmissionError, match=r"task\.ipynb: .*Open it in Jupyter, save it, and submit it again"):
        parse_notebook(data, "task.ipynb")


@pytest.mark.parametrize("data", [b"", b" \n\t "])
def test_an_empty_notebook_is_refused(data: bytes) -> None:
    """A file of nothing, as a full disk leaves it, is called what it is."""
    with pytest.raises(SubmissionError, match="this file is empty"):
        parse_notebook(data, "task.ipynb")


@pytest.mark.parametrize("ids", [(), ("a", "a")], ids=["without", "twice"])
def test_cell_ids_do_not_matter(ids: tuple[str, ...]) -> None:
    """Notebooks whose cells have no ids, or the same one twice, are read without a word."""
    data = json.loads(notebook(code("x"), code("y")))
    for number, cell in enumerate(data["cells"]):
        del cell["id"]
        cell.update({"id": ids[number]} if ids else {})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sources(json.dumps(data).encode()) == ["x\n", "y\n"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
TOP = ["nbformat", "nbformat_minor", "metadata", "cells", "worksheets"]
CELL = ["cell_type", "source", "metadata", "outputs", "id", "input", "execution_count"]
ALMOST = st.builds(
    lambda fields, of_cell: notebook({**code("x"), **of_cell}, **fields),
    st.dictionaries(st.sampled_from(TOP), JSON | st.integers(1, 5), max_size=2),
    st.dictionaries(st.sampled_from(CELL), JSON, max_size=2),
)


@given(st.binary() | st.builds(lambda value: json.dumps(value).encode(), JSON) | ALMOST)
@settings(max_examples=examples(300), deadline=None)
def test_any_bytes_are_a_notebook_or_refused(data: bytes) -> None:
    """Whatever the bytes, there are cells, or a SubmissionError, and nothing else."""
    try:
        cells = parse_notebook(data, "task.ipynb")
    except SubmissionError:
        return
    assert [cell.number for cell in cells] == list(range(1, len(cells) + 1))
    assert all(isinstance(cell.source, str) and cell.source.endswith("\n") for cell in cells)


# Files --------------------------------------------------------------------------------------------


def test_a_file_becomes_a_submission(tmp_path: Path) -> None:
    """A submission knows its path, an importable name and its cells, whichever way its suffix is written."""
    for name, data in (("my task.py", b"x = 1\n"), ("b.PY", b"x = 1\n"), ("c.Ipynb", notebook(code("x = 1")))):
        path = tmp_path / name
        path.write_bytes(data)
        submission = read_submission(path)
        assert (submission.path, submission.module_name) == (str(path), re.sub(" ", "_", path.stem))
        assert [cell.source for cell in submission.cells] == ["x = 1\n"]


def test_the_digest_tells_code_apart(tmp_path: Path) -> None:
    """The same code has the same digest, with any line ends; other code has another."""
    digests = []
    for data in (b"x = 1\ny\n", b"x = 1\r\ny", b"x = 2\ny\n"):
        (tmp_path / "a.py").write_bytes(data)
        digests.append(read_submission(tmp_path / "a.py").digest)
    assert digests[0] == digests[1] != digests[2]
    assert re.fullmatch("sha256:[0-9a-f]{64}", digests[0])


def test_half_a_character_is_still_a_submission(tmp_path: Path) -> None:
    """A notebook may carry half of a surrogate pair: its author learns of it from Python, not by a crash of ours."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook(code("x = '\ud800'")))
    assert read_submission(path).cells == (Cell(1, "x = '\ud800'\n"),)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.py", b""), ("a.py", b" \r\n\t"), ("a.ipynb", notebook()), ("a.ipynb", notebook(code(""), code("  \n")))],
)
def test_a_file_without_code_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """Nothing, or blanks alone, is not graded as if it were an attempt."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SubmissionError, match=r"there is no code in this file\."):
        read_submission(tmp_path / name)


def test_files_of_other_kinds_are_refused(tmp_path: Path) -> None:
    """Only .py and .ipynb are read, and the sentence says so."""
    for name in ("a.txt", "a", "a.pyc", "a.py.zip", ".py"):
        (tmp_path / name).write_bytes(b"x = 1\n")
        with pytest.raises(SubmissionError, match=r"Submit a \.py or an \.ipynb file"):
            read_submission(tmp_path / name)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a file that isn't there, and a path through a file each get their own sentence."""
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "file.py").write_bytes(b"x = 1\n")
    for name, sentence in (
        ("folder.py", r"folder\.py: this is a folder\. Give a"),
        ("none.py", r"none\.py: there is no such file"),
        ("file.py/a.py", r"a\.py: can't be read \(.+\)"),
    ):
        with pytest.raises(SubmissionError, match=sentence):
            read_submission(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links can't be told from files here")
def test_a_link_is_refused(tmp_path: Path) -> None:
    """A link is not followed, whether or not something is where it leads; a folder that is one is left alone."""
    (tmp_path / "secret.py").write_bytes(b"x = 1\n")
    (tmp_path / "link.py").symlink_to("secret.py")
    (tmp_path / "loop.py").symlink_to("loop.py")
    for name in ("link.py", "loop.py"):
        with pytest.raises(SubmissionError, match=rf"{name}: this is a link\. Submit the file itself"):
            read_submission(tmp_path / name)
    (tmp_path / "folder").symlink_to(tmp_path)
    assert read_submission(tmp_path / "folder" / "secret.py").cells == (Cell(None, "x = 1\n"),)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_pipe_does_not_keep_us_waiting(tmp_path: Path) -> None:
    """A FIFO to which nobody writes is refused at once."""
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    refusals: list[str] = []

    def read() -> None:
        with pytest.raises(SubmissionError) as caught:
            read_submission(path)
        refusals.append(str(caught.value))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(5)
    assert refusals == [f"{path}: this is not a regular file. Give the .py or .ipynb file itself."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="folders can't be opened here")
def test_nothing_stays_open(tmp_path: Path) -> None:
    """Whatever is refused is closed again: a thousand refused paths don't use the descriptors up."""
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(SubmissionError):
        read_submission(tmp_path / "folder.py")
    before = os.dup(0)
    os.close(before)
    with pytest.raises(SubmissionError):
        read_submission(tmp_path / "folder.py")
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """A file larger than any notebook with its pictures is refused, with what to do about it."""
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(
        SubmissionError, match=r"larger than 32 MB\. If it is a notebook, clear its outputs and save it again"
    ):
        read_submission(path)


def test_a_megabyte_of_code_is_the_most(tmp_path: Path) -> None:
    """Exactly as much code as may be is read; one character more is refused."""
    path = tmp_path / "a.py"
    path.write_bytes(b"#" * (LARGEST_CODE - 1) + b"\n")
    assert len(read_submission(path).cells[0].source) == LARGEST_CODE
    path.write_bytes(b"#" * LARGEST_CODE + b"\n")
    with pytest.raises(SubmissionError, match="more than 1 MB of code"):
        read_submission(path)


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("linear_regression.py", "linear_regression"),
        ("linear regression (1).ipynb", "linear_regression__1_"),
        ("lab-3.v2.py", "lab_3_v2"),
        ("3rd.py", "submission_3rd"),
        ("__init__.py", "submission___init__"),
        ("\u0457\u0436\u0430\u043a.py", "submission_____"),
    ],
)
def test_a_module_is_named_after_its_file(file: str, name: str) -> None:
    """Whatever a file is called, its module has a name that Python can import and a student recognises."""
    assert module_name(Path("somewhere") / file) == name


@given(st.text(min_size=1).filter(lambda text: "/" not in text))
@settings(deadline=None)
def test_any_file_name_gives_an_importable_name(name: str) -> None:
    """No file name leads out of the folder in which its module is written, or takes the place of a special module."""
    made = module_name(Path(name))
    assert made.isidentifier()
    assert made.isascii()
    assert not made.startswith("__")


def named(name: str, *cells: str) -> Submission:
    return Submission(f"{name}.py", name, "", tuple(Cell(None, source) for source in cells))


DEFINITIONS = [(Slug("lines"), {"loss", "train"}), (Slug("digits"), {"loss", "accuracy", "Net"})]


def test_defined_names_are_read_from_the_text() -> None:
    """Functions and classes are found in every cell, nested or broken; calls and comments are none."""
    cells = ("async def loss (y):\n  def inner(): 1\n", "class Net(Model:\n    async  def call(self): 1\n")
    assert defined_names(named("x", *cells, "# def no(): 1\nundef = train()\n")) == {"loss", "inner", "Net", "call"}


@pytest.mark.parametrize("name", ["lines", "lines_2", "lines_smith"])
def test_the_file_name_tells_the_exercise(name: str) -> None:
    """A file that begins with an exercise's name is for that exercise, whatever it defines."""
    assert infer_exercise(named(name, "def accuracy(): 1\n"), DEFINITIONS) == "lines"


def test_the_definitions_tell_the_exercise() -> None:
    """With any other file name, the exercise that asks for most of what is defined is meant."""
    assert infer_exercise(named("homework", "def loss(): 1\nclass Net: 1\n"), DEFINITIONS) == "digits"
    assert infer_exercise(named("homework", "def train(): 1\n"), DEFINITIONS) == "lines"


def test_an_exercise_is_known_by_names_that_are_like_its_own() -> None:
    """Where no name is right, a mistyped one tells, also in text that isn't Python."""
    assert infer_exercise(named("homework", "Def = (\nclass net:\n  1\n"), DEFINITIONS) == "digits"


def test_an_exercise_that_cannot_be_told_is_asked_for() -> None:
    """Where nothing fits, the sentence lists what there is and how to say it."""
    with pytest.raises(SubmissionError, match=r"homework\.py: .*--exercise lines \| digits"):
        infer_exercise(named("homework", "x = 1\n"), DEFINITIONS)
    with pytest.raises(SubmissionError, match="--exercise"):
        infer_exercise(named("homework", "def loss(): 1\n"), [])


def test_the_longest_name_tells_the_exercise() -> None:
    """Where one exercise's name begins another's, the file's name still tells which is meant."""
    definitions = [(Slug("linear"), {"a"}), (Slug("linear_regression"), {"b"})]
    assert infer_exercise(named("linear_regression", "x = 1\n"), definitions) == "linear_regression"


def test_submissions_are_found_by_exercise(tmp_path: Path) -> None:
    """In a folder each exercise's file is found, in the exercises' order; folders and other files are left alone."""
    for name in ("lines.py", "digits.ipynb", "other.py"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "digits.py").mkdir()
    slugs = [Slug("digits"), Slug("waves"), Slug("lines")]
    assert find_submissions(tmp_path, slugs) == [Path("digits.ipynb"), Path("lines.py")]


def test_submissions_are_found_where_start_puts_them(tmp_path: Path) -> None:
    """An exercise's own folder is looked into, unless the exercise is in the folder itself; no other folder is."""
    for name in ("digits/digits.py", "lines/lines.py", "lines.ipynb", "mine/waves.py", "waves/digits.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    slugs = [Slug("digits"), Slug("waves"), Slug("lines")]
    assert find_submissions(tmp_path, slugs) == [Path("digits/digits.py"), Path("lines.ipynb")]


def test_a_linked_folder_is_not_looked_into(tmp_path: Path) -> None:
    """A link in the place of an exercise's folder could stand for anybody's: what is behind it is no submission."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "lines.py").write_bytes(b"")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "lines").symlink_to(other)
    with pytest.raises(SubmissionError, match="no submission"):
        find_submissions(tmp_path / "here", [Slug("lines")])


def test_a_folder_stands_for_the_submissions_in_it(tmp_path: Path) -> None:
    """Any other path stands for itself, so that what is wrong with it is told: of a link, a file, or an empty folder."""
    mine, empty, link = (tmp_path / name for name in ("mine", "empty", "link"))
    for folder in (mine, empty):
        folder.mkdir()
    (mine / "lines.py").write_bytes(b"")
    link.symlink_to(mine)
    slugs = [Slug("digits"), Slug("lines")]
    assert meant_by(mine, slugs) == [mine / "lines.py"]
    for path in (empty, link, mine / "lines.py", tmp_path / "none"):
        assert meant_by(path, slugs) == [path]


@pytest.mark.parametrize("newer", [".py", ".ipynb"])
def test_the_file_saved_last_counts(tmp_path: Path, newer: str) -> None:
    """Of a script and a notebook of one exercise, the one that was saved last is the submission."""
    for suffix in (".py", ".ipynb"):
        path = tmp_path / f"lines{suffix}"
        path.write_bytes(b"")
        os.utime(path, (1000, 2000 if suffix == newer else 1000))
    assert find_submissions(tmp_path, [Slug("lines")]) == [Path(f"lines{newer}")]


def test_a_folder_without_submissions_says_what_to_do(tmp_path: Path) -> None:
    """Where nothing is found, the sentence tells how to begin."""
    with pytest.raises(SubmissionError, match="grade start"):
        find_submissions(tmp_path, [Slug("lines")])
