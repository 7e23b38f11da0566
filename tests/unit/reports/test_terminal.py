"""The report on a terminal: what it leaves out and what never, several files at once, and drawing in ASCII."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.progress_bar import ProgressBar

from grader.feedback.hints import hints_of
from grader.feedback.wording import Wording
from grader.i18n import LANGUAGES, speech
from grader.model import (
    NEVER,
    Cause,
    Difference,
    Grade,
    Isolation,
    Limit,
    NotPython,
    Outcome,
    Problem,
    Promise,
    Raised,
    Stopped,
    Verdict,
    Where,
)
from grader.reports import Page, Report, alphabet, markdown, terminal
from grader.watch.view import Chosen, View, body, foot
from tests.support import graded, small
from tests.support.environment import PLAIN

ENGLISH = Page(speech("en"), has_options=True)
ENDLESS = Stopped(Limit.TIME, "10", 6)


def wrong(number: int) -> Verdict:
    """Give a failed check that tells its number."""
    return small.verdict("takes_a_step", difference=Difference("number", -1.0, float(number)))


def fourteen(*others: Verdict) -> Grade:
    """Give a grade with fourteen failed checks, and others."""
    return graded.graded(graded.passed("value_of_loss"), graded.passed("fits_well"), *map(wrong, range(1, 15)), *others)


def text_of(*grades: Grade, page: Page = ENGLISH) -> str:
    """Give the report as one line."""
    return " ".join(terminal.render(Report(grades), page).split())


# What is left out ---------------------------------------------------------------------------------


def test_what_is_left_out_can_be_seen() -> None:
    """It says how to see the failed checks and problems that are left out, and shows all of them when asked."""
    problems = tuple(Problem(Where(None, line), Raised("NameError", f"name 'n{line}'")) for line in range(1, 8))
    grade = replace(fourteen(), problems=problems)
    short = text_of(grade)
    assert "… and 5 more failed checks. Show all of them: --all" in short
    assert "… and 3 more problems. Show all of them: --all" in short
    whole = text_of(grade, page=replace(ENGLISH, everything=True))
    assert "more" not in whole
    assert all(f"got {number}." in whole for number in range(1, 15))
    assert all(f"name 'n{line}'" in whole for line in range(1, 8))


def test_without_a_command_line_there_is_no_option_to_tell_of() -> None:
    """Where nobody can type an option, as from Python, none is named."""
    text = text_of(fourteen(), page=Page(speech("en")))
    assert "more failed checks" in text
    assert "--all" not in text


def test_what_timed_out_is_never_left_out() -> None:
    """However much else failed, a check and a statement that ran to their limit are told."""
    endless = small.verdict("fits_well", cause=Cause.TIMED_OUT, trouble=ENDLESS, where=Where(None, 6))
    problems = [Problem(Where(None, line), Raised("NameError", f"name 'n{line}'")) for line in range(1, 8)]
    text = text_of(replace(fourteen(endless), problems=(*problems, Problem(Where(None, 7), Stopped(Limit.TIME, "10")))))
    assert "`compile_and_fit` took longer than 10 s" in text
    assert "line 7: `return loss(1, 2)` took longer than 10 s, which is the limit for one statement." in " ".join(
        text.split()
    )
    assert "… and 6 more failed checks" in text


@pytest.mark.parametrize("render", [terminal.render, markdown.render])
def test_a_part_for_which_there_was_no_time_says_so(render: Callable[[Report, Page], str]) -> None:
    """Checks that were never asked because the time was up are told once a part, beside another part's mistake."""
    untried = [
        small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.TIMED_OUT)
        for check in ("takes_a_step", "fits_well")
    ]
    again = replace(untried[1], draw=1)
    report = Report((graded.graded(small.verdict(difference=Difference("number", 1.0, 2.0)), *untried, again),))
    assert render(report, ENGLISH).count("Not tried") == 2


# Several files ------------------------------------------------------------------------------------


def test_several_files_have_a_summary_and_one_foot() -> None:
    """Each file has a line at the end with its points and what isn't right; how all came about is said once."""
    text = terminal.render(graded.reports()["several"], ENGLISH)
    assert text.count("TensorFlow 2.21.0") == 1
    assert "5.0 s" in text
    summary = " ".join(text[text.index("Summary") :].split())
    assert "tiny.py 10 / 10 Every check passed. tiny.py 2 / 10 Still to do: train, compile_and_fit" in summary
    assert "notes.txt - Not graded" in summary


def test_grades_of_different_runs_have_feet_of_their_own() -> None:
    """What came about under other versions or seeds isn't told as one."""
    text = text_of(graded.full(), replace(graded.partial(), seed=8))
    assert "--seed 7" in text
    assert "--seed 8" in text


def test_of_many_cells_that_cant_be_read_a_few_are_told() -> None:
    """A notebook of shell lines doesn't fill the screen; what ended a process is told all the same."""
    broken = tuple(Problem(Where(n, 1), NotPython("SyntaxError", "invalid syntax")) for n in range(1, 10))
    text = text_of(replace(graded.full(), problems=broken))
    assert text.count("invalid syntax") == terminal.MOST_PROBLEMS
    assert "and 5 more problems" in text


def test_the_foot_is_one_line() -> None:
    """What was in force is left to a verbose page; what wasn't is always said."""
    grade = replace(graded.partial(), isolation=Isolation((Promise.NO_NETWORK,), NEVER))
    foot = terminal.render(Report((grade,)), ENGLISH).rstrip("\n").split("\n\n")[-1]
    assert foot == "1.2 s · TensorFlow 2.21.0, Keras 3.15.1 · repeat with --seed 7"
    open_ = replace(grade, isolation=Isolation((), (Promise.NO_NETWORK, *NEVER)))
    assert "Not in force while it ran: no network." in text_of(open_)
    assert "names, sizes and dates" not in text_of(open_)


def test_a_verbose_page_tells_what_was_in_force() -> None:
    """All versions are there, and what confined the code, and what nothing can."""
    grade = replace(graded.partial(), isolation=Isolation((Promise.NO_NETWORK,), NEVER))
    text = text_of(grade, page=replace(ENGLISH, verbose=True))
    assert "In force while it ran: no network." in text
    assert "Not covered: names, sizes and dates" in text
    assert all(f"{name} {version}" in text for name, version in grade.versions.items())


def test_one_file_has_no_summary() -> None:
    """Of one file everything is said already."""
    assert "Summary" not in text_of(graded.partial())


# ASCII --------------------------------------------------------------------------------------------


def watched(grade: Grade, page: Page) -> str:
    """Give what is on the screen of `grade watch`."""
    verdict = next(verdict for verdict in grade.verdicts if verdict.outcome is Outcome.FAILED)
    chosen = Chosen(verdict, 1, 2, hints_of(Wording(page.speech, grade.exercise), verdict), 4)
    view = View("a.py", 7, grade, chosen)
    return "\n".join([*body(view, page), *foot(view, page, below=3), *foot(View("a.py", 7), page)])


def test_all_is_drawn_in_ascii() -> None:
    """Where a stream shows no more, bars, frames, signs, arrows and curves are ASCII, and nothing is left away."""
    page = replace(ENGLISH, unicode=False)
    report = graded.reports()["several"]
    for text in (terminal.render(report, page), watched(graded.partial(), page)):
        assert text.isascii()
        assert "####........" in text or "############" in text
        assert "+-" in text
    text = terminal.render(report, page)
    assert "x train: en title of takes_a_step" in text
    assert "> en hint of takes_a_step" in text
    assert "up  _#=    2  _=#        3" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_ascii_is_as_wide(language: str) -> None:
    """Drawn in ASCII, every line has as many characters as before."""
    page = Page(speech(language))
    report = graded.reports()["several"]
    plain = terminal.render(report, replace(page, unicode=False))
    assert [len(line) for line in plain.split("\n")] == [
        len(line) for line in terminal.render(report, page).split("\n")
    ]


@pytest.mark.parametrize(
    ("locale", "unicode"),
    [
        ({"LC_ALL": "C"}, False),
        ({"LANG": "C"}, False),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, True),
        ({"LC_ALL": "C.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "ascii"}, False),
    ],
)
def test_the_locale_decides(locale: dict[str, str], *, unicode: bool) -> None:
    """In the locale C, in which Python itself writes UTF-8, nothing is drawn but ASCII, unless somebody asks for it."""
    unset = dict.fromkeys(("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING"), "")
    asked = "import os, sys; from grader.reports import alphabet; print(alphabet.is_unicode(sys.stdout.encoding, os.environ))"
    result = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, **PLAIN, **unset, **locale},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == str(unicode)


def test_progress_is_drawn_in_ascii() -> None:
    """A bar on such a stream is ASCII, and on others it isn't."""
    bars = []
    for encoding in ("ascii", "utf-8"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
        alphabet.console(stream, {"PYTHONUTF8": "1"}).print(ProgressBar(total=10, completed=5, width=10))
        stream.seek(0)
        bars.append(stream.read())
    assert bars[0].isascii()
    assert not bars[1].isascii()
