"""`grade watch` as a student has it: a terminal, an editor that saves, keys, and the way out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.feedback.hints import hints_of
from grader.feedback.wording import Wording
from grader.i18n import speech
from grader.model import Points
from grader.reports import Page
from grader.watch.saves import GONE_S, QUIET_S, Saves
from grader.watch.screen import ends_at_signals, keys_in
from grader.watch.view import Chosen, View, body, foot, frame
from tests.support import small
from tests.support.installation import HALF, RIGHT, Installation
from tests.support.processes import all_of
from tests.support.terminals import PATIENCE_S, Terminal
from tests.support.watched import NAME, SOLUTION, SUM, WAITING, replaced

ENDLESS = SOLUTION.replace("    with tf.GradientTape", "    while True: pass\n    with tf.GradientTape", 1)
FOLDER = "save your work to grade it"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Give a submission with one mistake, in a folder of its own."""
    path = tmp_path / NAME
    path.write_text(SUM, encoding="utf-8")
    return path


# In a terminal ------------------------------------------------------------------------------------


def test_a_student_at_work(mine: Path) -> None:
    """From the first verdict over hints and half a line to full marks, all on one screen and one seed."""
    with Terminal("watch", "--seed", "7", folder=mine.parent) as terminal:
        first = terminal.until(WAITING)
        assert "90 / 100" in first
        assert '`loss` fails the check "is the mean squared error". Look at line 19.' in first
        assert "Check 1 of" in first
        assert "seed 7" in first
        assert "expected" not in first
        for key, shown in (("h", "Work out the formula"), ("р", "expected"), ("h", "There are no more hints.")):
            terminal.press(key)
            terminal.until(shown)
        terminal.press("n")
        assert "Work out the formula" not in terminal.until("Check 2 of")
        mine.write_text(SUM[:900] + "\ndef f(:\n", encoding="utf-8")
        half = terminal.until("Not valid Python yet; the result is from an earlier save")
        assert "SyntaxError" in half
        assert "90 / 100" in half
        mine.write_text("", encoding="utf-8")
        assert "90 / 100" in terminal.until("there is no code in this file")
        mine.unlink()
        assert "90 / 100" in terminal.until("no longer exists")
        replaced(mine, SOLUTION)
        done = terminal.until("Every check passed.", besides=lambda text: WAITING in text)
        assert "valid Python" not in done
        assert "no longer exists" not in done
        terminal.press("a")
        terminal.until("repeat with --seed 7")
        terminal.press("r")
        terminal.until(WAITING, besides=lambda text: "seed 7 " not in text)
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.is_as_before()
        assert "100 / 100" in terminal.text()


def notebook(text: str) -> str:
    """Give a notebook of one cell."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})


def test_the_folder_is_followed(tiny: Installation, tmp_path: Path) -> None:
    """Without a file, whichever of script and notebook was saved last is graded; never what an editor leaves beside."""
    folder, mine = tmp_path, tmp_path / "tiny.py"
    mine.write_text(HALF, encoding="utf-8")
    with Terminal("watch", "--seed", "7", folder=folder, PYTHONPATH=str(tiny.folder)) as terminal:
        first = terminal.until(FOLDER, besides=lambda text: "6 / 10" in text)
        assert "tiny.py 6 / 10" in first
        for left in ("tiny.py.bak", "tiny.py~", ".tiny.py.swp"):
            (folder / left).write_text("raise", encoding="utf-8")
        (folder / ".ipynb_checkpoints").mkdir()
        for left in ("tiny-checkpoint.ipynb", "tiny.ipynb"):
            (folder / ".ipynb_checkpoints" / left).write_text(notebook("raise"), encoding="utf-8")
        (folder / "tiny.ipynb").write_text(notebook(RIGHT), encoding="utf-8")
        done = terminal.until("Every check passed.", besides=lambda text: FOLDER in text)
        assert "tiny.ipynb 10 / 10" in done
        mine.write_text(HALF + "\n", encoding="utf-8")
        terminal.until("6 / 10", besides=lambda text: FOLDER in text and "tiny.py 6" in text)
        terminal.press("q")
        assert terminal.end() == 0


def test_it_takes_what_stays_loaded_and_leaves_it(
    tiny: Installation, tiny_command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """After a `grade` it has nothing to say of it; where it loads TensorFlow itself, it says in the end that this stays."""
    mine = tmp_path / "tiny.py"
    mine.write_text(RIGHT, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="run-") as runtime:
        shell = {"XDG_RUNTIME_DIR": runtime, "GRADETAPE_KEEP": "1"}

        def told() -> str:
            with Terminal("watch", folder=tmp_path, PYTHONPATH=str(tiny.folder), **shell) as terminal:
                terminal.until("Every check passed.", besides=lambda text: FOLDER in text)
                terminal.press("q")
                assert terminal.end() == 0
                return terminal.text()

        tiny_command(mine, **shell)
        assert "TensorFlow stays loaded" not in told()
        assert "no longer" in tiny_command("stop", **shell).stdout
        assert "TensorFlow stays loaded" in told()


def has_begun(text: str) -> bool:
    """Whether questions were answered; several at once, so that no number between need ever be on the screen."""
    return "Grading … 0 " not in text


def test_a_save_ends_the_run_before(mine: Path) -> None:
    """A fix isn't kept waiting by the endless loop that it mends; and one that hangs can be left at once."""
    mine.write_text(ENDLESS, encoding="utf-8")
    with Terminal("watch", "--seed", "7", "--timeout", "3600", folder=mine.parent) as terminal:
        terminal.until("Grading …", besides=has_begun)
        mine.write_text(SOLUTION, encoding="utf-8")
        verdict = terminal.until("Every check passed.", besides=lambda text: WAITING in text)
        assert "didn't finish" not in verdict
        mine.write_text(ENDLESS, encoding="utf-8")
        terminal.until("Grading …", besides=has_begun)
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.is_as_before()


def press(keys: str) -> Callable[[Terminal], None]:
    """Give somebody who presses keys."""
    return lambda terminal: terminal.press(keys)


def send(number: int) -> Callable[[Terminal], None]:
    """Give somebody who sends a signal."""
    return lambda terminal: terminal.process.send_signal(number)


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        (press("q"), 0),
        (press("й"), 0),
        (press("\x03"), 0),
        (send(signal.SIGTERM), 128 + signal.SIGTERM),
        (send(signal.SIGHUP), 128 + signal.SIGHUP),
    ],
    ids=["q", "q on a Ukrainian keyboard", "Ctrl-C", "SIGTERM", "SIGHUP"],
)
def test_every_way_out_gives_the_terminal_back(mine: Path, leave: Callable[[Terminal], None], code: int) -> None:
    """However somebody leaves, also while TensorFlow is being loaded, modes and cursor are back and nothing runs on."""
    folders = mine.parent / "folders"
    folders.mkdir()
    # So that the process lies there, and is nobody else's.
    with Terminal("watch", "--no-keep", folder=mine.parent, TMPDIR=str(folders)) as terminal:
        terminal.until("seed")
        assert not terminal.is_as_before()
        leave(terminal)
        assert terminal.end() == code
        assert terminal.is_as_before()
        assert b"Traceback" not in terminal.sent
    assert not all_of(folders)
    assert list(folders.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "raised"),
    [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit), (signal.SIGHUP, SystemExit)],
)
def test_no_signal_is_lost(monkeypatch: pytest.MonkeyPatch, number: int, raised: type[BaseException]) -> None:
    """A signal whose exception Python drops, since it came in a destructor, ends the loop at its next turn."""
    dropped: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", dropped.append)

    class Dropping:
        def __del__(self) -> None:
            signal.raise_signal(number)

    with ends_at_signals() as end_if_caught:
        Dropping()
        assert len(dropped) == 1
        with pytest.raises(raised):
            end_if_caught()


def test_a_fault_gives_the_terminal_back(mine: Path) -> None:
    """If what runs student code is ended by somebody, the command says so on a terminal that is as before."""
    folders = mine.parent / "folders"
    folders.mkdir()
    # So that the process lies there, and is nobody else's.
    with Terminal("watch", "--no-keep", folder=mine.parent, TMPDIR=str(folders)) as terminal:
        terminal.until(WAITING)
        for process in all_of(folders):
            os.kill(process, signal.SIGKILL)
        replaced(mine, SOLUTION)
        assert terminal.end() == 5
        assert terminal.is_as_before()
        assert "The process that runs student code stopped" in terminal.text()


def test_suspended_and_continued(mine: Path) -> None:
    """Ctrl-Z gives the shell its terminal; after `fg` the screen is drawn again."""
    with Terminal("watch", folder=mine.parent) as terminal:
        terminal.until("seed")
        terminal.process.send_signal(signal.SIGTSTP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
        terminal.look()
        assert terminal.is_as_before()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until("seed", besides=lambda _text: not terminal.is_as_before())
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.is_as_before()


def test_without_colour(mine: Path) -> None:
    """NO_COLOR is kept to, also on a screen that is drawn in place."""
    with Terminal("watch", folder=mine.parent, NO_COLOR="1") as terminal:
        terminal.until("seed")
        terminal.press("q")
        terminal.end()
        assert b"\x1b[3" not in terminal.sent.replace(b"\x1b[?", b"")
        assert b"\x1b[1m" not in terminal.sent


# In a row -----------------------------------------------------------------------------------------


def test_a_report_a_save_where_there_is_no_terminal(tiny: Installation, tmp_path: Path) -> None:
    """Into a file goes one plain report a save, and one sentence where a save is no whole file."""
    out, mine = tmp_path / "out.txt", tmp_path / "tiny.py"
    mine.write_text(HALF, encoding="utf-8")

    def said() -> str:
        return " ".join(out.read_text().split())

    with out.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", "--seed", "7"],
            cwd=tmp_path,
            env=tiny.environment(XDG_STATE_HOME=str(tmp_path / "state")),
            stdout=stream,
        )
    try:
        until(lambda: said().count("repeat with --seed") == 1)
        replaced(mine, "")
        until(lambda: "there is no code in this file" in said())
        replaced(mine, RIGHT)
        until(lambda: said().count("repeat with --seed") == 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.wait()
    text = said()
    assert "\x1b" not in text
    assert (
        text.index("6 / 10")
        < text.index("no code in this file")
        < text.index("10 / 10", text.index("no code in this file"))
    )


def until(holds: Callable[[], bool]) -> None:
    """Wait for something to hold."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_file_that_is_not_there(command: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """A name that was mistyped is told of at once, and not waited for."""
    result = command("watch", "missing.py")
    assert result.returncode == 3
    assert "no such file" in result.stderr


# What a save is -----------------------------------------------------------------------------------


def test_what_lies_there_is_the_first_save(mine: Path) -> None:
    """A file is told of once, after it stayed the same for a moment, and not again until it changes."""
    saves = Saves(lambda: mine)
    assert [saves.saved(now) for now in (0.0, QUIET_S / 2, QUIET_S, 2 * QUIET_S, 9.0)] == [
        False,
        False,
        True,
        False,
        False,
    ]


def written_again(path: Path) -> None:
    path.write_text(path.read_text() + "\n")


def renamed_over(path: Path) -> None:
    replaced(path, path.read_text())


def touched(path: Path) -> None:
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [written_again, renamed_over, touched], ids=lambda change: change.__name__)
def test_every_way_of_saving_is_seen(mine: Path, change: Callable[[Path], None]) -> None:
    """Asked for its state alone, with no file events, a file is seen to be saved: longer, replaced, or newer."""
    saves = Saves(lambda: mine)
    saves.saved(0.0)
    assert saves.saved(1.0)
    change(mine)
    assert not saves.saved(2.0)
    assert saves.saved(2.0 + 2 * QUIET_S)


def test_many_writes_are_one_save(mine: Path) -> None:
    """While a file goes on changing, it isn't saved yet."""
    saves = Saves(lambda: mine)
    seen = []
    for tick in range(20):
        mine.write_text("x" * tick)
        seen.append(saves.saved(tick * QUIET_S * 0.9))
    assert not any(seen)
    assert saves.saved(100.0)


def test_of_several_files_the_one_saved_last(tmp_path: Path) -> None:
    """Another file is a save once it is the newer one; one that only comes next waits until the newer is surely gone."""
    old, new = tmp_path / "a.py", tmp_path / "a.ipynb"
    old.write_text("x = 1")
    saves = Saves(lambda: next((path for path in (new, old) if path.exists()), None))
    saves.saved(0.0)
    assert saves.saved(1.0)
    assert saves.path == old
    new.write_text("{}")
    assert not saves.saved(2.0)
    assert saves.saved(2.0 + 2 * QUIET_S)
    assert saves.path == new
    new.unlink()
    assert not saves.saved(3.0)
    assert not saves.saved(3.0 + GONE_S / 2)
    assert saves.path == new
    assert saves.saved(3.1 + GONE_S)
    assert saves.path == old


def test_a_file_away_for_a_moment(mine: Path) -> None:
    """A file that is being replaced is no news; one that stays away is gone, until it is there again."""
    saves = Saves(lambda: mine)
    saves.saved(0.0)
    assert saves.saved(1.0)
    mine.unlink()
    assert not saves.saved(2.0)
    assert not saves.gone(2.0 + GONE_S / 2)
    assert saves.gone(2.1 + GONE_S)
    mine.write_text("x = 1\n")
    assert not saves.saved(9.0)
    assert not saves.gone(9.0)
    assert saves.saved(9.0 + QUIET_S)


# Keys and the picture -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("hQ", ["h", "q"]),
        ("рТфКй", ["h", "n", "a", "r", "q"]),
        ("\x1b[A\x1bOB\x1b[5~\x1b[6~", ["up", "down", "back", "on"]),
        ("\x1b[H\x1b[1;5Qa\x1bOQ", ["a"]),
        ("\x1b", []),
    ],
)
def test_keys(sent: str, keys: list[str]) -> None:
    """Letters of both keyboards are keys, arrows have names, and no letter of an unknown key's sequence is a key."""
    assert keys_in(sent) == keys


def view(**changes: object) -> View:
    """Give somebody's screen: one check failed, no hint given."""
    grade = small.grade(small.verdict("value_of_loss"))
    points = {part.name: Points(0, 1) for part in grade.exercise.parts}
    object.__setattr__(grade, "by_part", points)
    verdict = grade.verdicts[0]
    chosen = Chosen(verdict, 1, 2, hints_of(Wording(speech("en"), grade.exercise), verdict), 1)
    return View(**{"path": "a.py", "seed": 7, "grade": grade, "chosen": chosen, **changes})


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_it_fits(width: int, language: str) -> None:
    """Every line is as wide as the page at most, in both languages, and without colour holds no control sequence."""
    page = Page(speech(language), width=width)
    for line in [*body(view(), page), *foot(view(notice="a long notice " * 20, progress=(3, 9)), page, below=4)]:
        assert len(line) <= width
        assert "\x1b" not in line


def test_the_foot_says_what_is_watched() -> None:
    """A file is named; of a folder it is said that any submission in it is graded."""
    page = Page(speech("en"))
    assert "Watching a.py: save it to grade it again." in " ".join(foot(view(), page))
    assert "Watching this folder: save your work" in " ".join(foot(view(path=""), page))


def test_what_fails_is_said_before_the_mistake_is_found() -> None:
    """In the place of how many checks have run, which is all of them by then."""
    page = Page(speech("en"))
    text = " ".join(foot(view(progress=(9, 9), judged="`loss` fails.\x1b Looking for the mistake …"), page))
    assert "`loss` fails.\\x1b Looking for the mistake … · seed 7" in text
    assert "Grading" not in text


def test_a_notice_is_harmless() -> None:
    """What a student wrote can't steer the terminal from a notice, a path or a hint."""
    page = Page(speech("en"))
    evil = "\x1b]0;owned\x07"
    assert "\x1b" not in "".join(foot(view(notice=evil, path=evil), page))


@pytest.mark.parametrize("height", [5, 12, 24])
def test_a_long_verdict_is_scrolled(height: int) -> None:
    """A screen has as many lines as fit, says how many are below, and never scrolls past the end."""
    lines = [f"line {number}" for number in range(100)]
    page = Page(speech("en"))
    shown, top = frame(lines, view(), page, height=height, top=0)
    assert len(shown) <= height
    assert shown[0] == "line 0" or height < 6
    assert top == 0
    shown, top = frame(lines, view(), page, height=height, top=1000)
    assert top < 100
    assert "line 99" in shown
