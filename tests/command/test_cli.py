"""The command as a user runs it: what it prints, where, and with which exit code."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader.cli import output
from grader.feedback.visibility import Feedback
from grader.i18n import speech
from tests.support import small
from tests.support.environment import PATIENCE_S
from tests.support.installation import HALF, Installation
from tests.support.paths import CASES, SAMPLE

Command = Callable[..., CompletedProcess[str]]
RIGHT = CASES / "linear_regression" / "correct_plain" / "linear_regression.py"


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """Give a submission for the tiny exercise with 6 of 10 points."""
    path = tmp_path / "tiny.py"
    path.write_text(HALF, encoding="utf-8")
    return path


def test_a_partly_wrong_notebook(command: Command) -> None:
    """The sample is graded with exit code 1; in a pipe there is no colour, no line over 80 columns, no traceback."""
    result = command(SAMPLE, "--seed", "7", "--lang", "en")
    assert result.returncode == 1
    assert "/ 100" in result.stdout.splitlines()[0]
    assert "Next" in result.stdout
    assert "cell " in result.stdout
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "Traceback" not in result.stdout + result.stderr


def test_json_is_alone_on_stdout(tiny_command: Command, half: Path) -> None:
    """With --format json, stdout is one JSON object; two runs with one seed differ in seconds alone."""

    def run() -> dict[str, object]:
        result = tiny_command(half, "--seed", "11", "--format", "json")
        assert result.returncode == 1
        content = json.loads(result.stdout, parse_constant=pytest.fail)
        assert content["format_version"] == 1
        [grade] = content["grades"]
        for timed in (grade, *grade["checks"]):
            assert timed.pop("seconds") >= 0
        return content

    assert run() == run()


def test_in_a_step_of_github_actions(tiny_command: Command, half: Path, tmp_path: Path) -> None:
    """In a step, annotations, summary and outputs come by themselves, appended to what is there; not with --output."""
    for name in ("summary", "output"):
        (tmp_path / name).write_text("before\n")
    step = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output"}
    result = tiny_command(half, "--seed", "7", "--isolation", "auto", **step)
    assert result.returncode == 1
    assert result.stdout.startswith("::error file=")
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("before\n## ")
    assert "\npassed=false\n" in (tmp_path / "output").read_text(encoding="utf-8")
    before = (tmp_path / "output").read_bytes()
    tiny_command(half, "--seed", "7", "--isolation", "auto", "--output", "report.txt", **step)
    assert "::error" not in (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert (tmp_path / "output").read_bytes() == before


@pytest.mark.parametrize("format_name", ["classroom", "terminal"])
def test_a_secret_seed_is_in_no_report(tiny_command: Command, half: Path, format_name: str) -> None:
    """With the seed from the environment, a real run tells neither it nor what was expected."""
    result = tiny_command(half, "--format", format_name, GRADETAPE_SEED="424242")
    assert result.returncode == 1
    text = result.stdout
    if format_name == "classroom":
        text = base64.b64decode(text).decode()
    assert "424242" not in text
    assert not re.search(r"expected\W+\d", text)


def test_ukrainian(own_command: Command) -> None:
    """A Ukrainian locale, or --lang, is answered in Ukrainian."""
    by_locale = own_command("--help", LC_ALL="uk_UA.UTF-8")
    by_option = own_command("--help", "--lang", "uk")
    assert by_locale.stdout == by_option.stdout
    assert "мова, наприклад en або uk" in by_option.stdout
    assert own_command("--help").stdout != by_option.stdout


def test_a_stream_without_cyrillic(tiny_command: Command, half: Path) -> None:
    """A report in Ukrainian on an ASCII stream is escaped, and not a traceback."""
    result = tiny_command(half, "--lang", "uk", "--seed", "7", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert result.stdout.isascii()
    assert "Traceback" not in result.stderr


def test_pass_mark_and_output(tiny_command: Command, half: Path, tmp_path: Path) -> None:
    """A score that reaches the pass mark exits with 0, and --output takes the report in place of stdout."""
    result = tiny_command(half, "--pass-mark", "60", "--output", tmp_path / "report.txt")
    assert result.returncode == 0
    assert result.stdout == ""
    assert "6 / 10" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_a_folder_is_graded_by_its_submission(tiny_command: Command, half: Path, tmp_path: Path) -> None:
    """As if somebody were in it."""
    mine = tmp_path / "mine"
    mine.mkdir()
    half.rename(mine / "tiny.py")
    content = json.loads(tiny_command(mine, "--format", "json").stdout)
    assert [grade["score"] for grade in content["grades"]] == [6]


def test_one_bad_file_among_good_ones(tiny_command: Command, half: Path, tmp_path: Path) -> None:
    """A file that can't be graded is told of, and the others are graded all the same."""
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{}")
    result = tiny_command(bad, half, "--format", "json")
    content = json.loads(result.stdout)
    assert result.returncode == 3
    assert [refused["path"] for refused in content["refused"]] == [str(bad)]
    assert "not a Jupyter notebook" in content["refused"][0]["error"]
    assert len(content["grades"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 3, "no submission in this folder"),
        (("missing.py",), 3, "no such file"),
        (("/",), 3, "folder"),
        (("--exercise", "nonsense", str(SAMPLE)), 2, "no exercise 'nonsense'"),
        (("--seed", "many", str(SAMPLE)), 2, "seed"),
        (("--pass-mark", "101", str(SAMPLE)), 2, "percent"),
        (("--visibility", "hidden", str(SAMPLE)), 2, "--format gradescope"),
        (("--feedback", "some", str(SAMPLE)), 2, "feedback"),
        (("--frmat", "json"), 2, "--frmat"),
    ],
)
def test_one_sentence_and_a_code(own_command: Command, words: tuple[str, ...], code: int, sentence: str) -> None:
    """Whatever can't be done is answered with its exit code and a sentence, at once and without a traceback."""
    result = own_command(*words)
    assert result.returncode == code
    assert sentence in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [("--help",), (str(RIGHT), "--format", "html")], ids=["help", "html"])
def test_the_command_loads_no_matplotlib(words: tuple[str, ...]) -> None:
    """Neither help nor a page with plots takes matplotlib, which is installed for students' plots alone."""
    code = (
        "import sys\nfrom grader.cli.main import main\ntry:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    print('matplotlib' in sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert result.stdout
    assert result.stderr.split()[-1] == "False"


def test_no_file_means_what_lies_here(tiny_command: Command, half: Path) -> None:
    """Without a FILE, the exercise in the current folder is graded: of .py and .ipynb, the one saved last."""
    half.with_suffix(".ipynb").write_text("{}")
    os.utime(half.with_suffix(".ipynb"), (1, 1))
    result = tiny_command("--format", "json")
    [grade] = json.loads(result.stdout)["grades"]
    assert grade["submission"]["path"] == "tiny.py"


def test_doctor_tells_what_is_in_force(command: Command) -> None:
    """`grade doctor` tells versions, how student code is run, and what is not covered."""
    result = command("doctor")
    assert result.returncode == 0
    for word in ("TensorFlow", "Keras", "in force", "not covered", "a private folder"):
        assert word in result.stdout


def test_without_tensorflow(tiny: Installation, tiny_command: Command, half: Path, tmp_path: Path) -> None:
    """Where TensorFlow can't be imported, exit code 4 comes with what to install; a file beside the submission isn't it."""
    path = f"{tmp_path / 'elsewhere'}:{tiny.folder}"
    (tmp_path / "tensorflow.py").write_text("raise ImportError('none here')")
    shadowed = tiny_command(half, PYTHONPATH=path)
    assert shadowed.returncode == 1
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tensorflow.py").rename(tmp_path / "elsewhere" / "tensorflow.py")
    result = tiny_command(half, PYTHONPATH=path)
    assert result.returncode == 4
    assert "pip install tensorflow" in result.stderr


def test_a_reader_that_leaves(tiny: Installation, half: Path) -> None:
    """A pipe that is closed early, as by `head`, ends the command quietly."""
    process = tiny.start(half)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=PATIENCE_S)
    assert "Traceback" not in errors
    assert "Exception" not in errors


def test_while_the_mistake_is_looked_for_nothing_is_said_that_the_report_withholds() -> None:
    """With points alone, not even which check fails."""
    status = output.progress(speech("en"))
    before = status.status
    output.judged(speech("en"), Feedback.SCORE, status)(small.grade(small.verdict()))
    assert status.status is before
    output.judged(speech("en"), Feedback.HINTS, status)(small.grade(small.verdict()))
    assert "`loss` fails the check" in str(status.status)
