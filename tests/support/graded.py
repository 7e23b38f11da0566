"""Grades made by hand, one of each kind, and one full of what a hostile student would write: what reports are tested with.

`python -m tests.support.graded` writes the golden files anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.i18n import speech
from grader.model import (
    Cause,
    Cell,
    Curve,
    Curves,
    Difference,
    Grade,
    Isolation,
    Lack,
    Limit,
    Outcome,
    Points,
    Problem,
    Promise,
    Raised,
    Stopped,
    Submission,
    Verdict,
    Where,
)
from grader.reports import FORMATS, Page, Refusal, Report
from tests.support import small
from tests.support.paths import GOLDEN

ENDINGS = {"markdown": "md", "junit": "xml", "classroom": "b64"}
PAGE = Page(
    speech("en"),
    now="2026-01-02T03:04:05Z",
    token="0123456789abcdef",
    facts={
        "CLASSROOM": "ml",
        "ASSIGNMENT": "loop",
        "USERNAME": "jane",
        "SUBMISSION_TAG": "submit/2026-01-02T03-04-05Z-abc",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
        "REVIEW_URL": "https://example.org/d",
        "SUBMITTED_AT": "2026-01-01T00:00:00Z",
    },
)
# Every sign that some reader of a report could take for a command of its own.
HOSTILE = (
    "::error::forged ]]> <script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> "
    "\x00\x08\x1b[31m\x1b]52;c;cm0gLXJm\x07 \u202eevil\u202c @everyone #1 GH-1 https://example.org www.example.org "
    "`code` ``` | cell | </failure></testcase> <!-- --> &lt; %0A::warning::forged ##[error]forged ${{ secrets.X }} $(id)\n"
    "::set-output name=score::100\n::notice title=Autograding complete::Points 100/100\r\n"
    "::0123456789abcdef::\n::stop-commands::x\n# heading\n- item\n\n    code\n=cmd|' /C calc'!A0 \ud800 \ufffe"
)


def points(verdict: Verdict) -> Points:
    most = small.exercise().outline.points[verdict.check]
    return Points(most if verdict.outcome is Outcome.PASSED else 0.0, most)


def graded(*verdicts: Verdict, **changes: Any) -> Grade:
    """Give a grade of the three checks, with its points added up."""
    by_check = {verdict.check: points(verdict) for verdict in verdicts}
    by_part = {verdict.part: by_check[verdict.check] for verdict in verdicts}
    total = Points(sum(p.score for p in by_check.values()), sum(p.max_score for p in by_check.values()))
    made = replace(
        small.grade(*verdicts),
        by_check=by_check,
        by_part=by_part,
        total=total,
        versions={"tensorflow": "2.21.0", "keras": "3.15.1"},
        isolation=Isolation((Promise.NO_NETWORK,), ()),
        seconds=1.25,
    )
    return replace(made, **changes)


def passed(check: str) -> Verdict:
    return small.verdict(check, outcome=Outcome.PASSED, cause=None, seconds=0.5)


def full() -> Grade:
    plots = drawn(Curve("up", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0)))
    return graded(*(passed(check) for check in ("value_of_loss", "takes_a_step", "fits_well")), plots=plots)


def drawn(*curves: Curve) -> tuple[Curves, ...]:
    """Give the plot of curves."""
    return (Curves(small.exercise().questions.drawings[0], curves),)


def partial() -> Grade:
    """Give one check passed, one wrong, and one that waits for it."""
    return graded(
        passed("value_of_loss"),
        small.verdict(
            "takes_a_step", difference=Difference("number", 1.5, 2.5, (3,)), where=Where(None, 5), seconds=0.25
        ),
        small.verdict(
            "fits_well", outcome=Outcome.NOT_REACHED, cause=Cause.NOT_ATTEMPTED, where=Where(None, 10), seconds=0.0
        ),
        problems=(Problem(Where(None, 14), Raised("NameError", "name 'old' is not defined")),),
        plots=drawn(Curve("up", (1.0, 2.0, 3.0), (1.0, 3.0, 2.0))),
    )


def empty() -> Grade:
    return graded(
        *(
            small.verdict(check, outcome=Outcome.NOT_REACHED, cause=Cause.NOT_ATTEMPTED)
            for check in ("value_of_loss", "takes_a_step", "fits_well")
        )
    )


def crashed() -> Grade:
    """Give an exception, an endless loop, and a check that is broken itself."""
    return graded(
        small.verdict("value_of_loss", cause=Cause.RAISED, trouble=Raised("ValueError", "no", 2), where=Where(None, 2)),
        small.verdict("takes_a_step", cause=Cause.TIMED_OUT, trouble=Stopped(Limit.TIME, "", 6), where=Where(None, 6)),
        small.verdict("fits_well", outcome=Outcome.BROKEN, cause=Cause.RAISED, trouble=Raised("OSError", "secret")),
    )


def waiting(text: str = "pandas") -> Grade:
    """Give a part that passed, and two that wait for a module of that name, one of them through the other."""
    absent = Raised("ModuleNotFoundError", f"No module named '{text}'", 14, module=text)
    lacks = {"cause": Cause.UNAVAILABLE, "lacks": Lack(text, absent, Where(None, 14)), "outcome": Outcome.NOT_REACHED}
    return graded(
        passed("value_of_loss"),
        small.verdict("takes_a_step", where=Where(None, 6), arose_in="train", **lacks),
        small.verdict("fits_well", where=Where(None, 6), arose_in="train", because_of="train", **lacks),
        problems=(
            Problem(Where(None, 14), absent),
            Problem(Where(None, 15), Raised("KeyError", "'x'")),
        ),
    )


def hostile(text: str = HOSTILE) -> Grade:
    """Give a grade in which all that a student can choose is `text`."""
    cells = (Cell(1, f"def loss(y, p):\n    return '{text}'\n"),)
    return graded(
        small.verdict(
            "value_of_loss",
            cause=Cause.RAISED,
            trouble=Raised(text, text, 2),
            where=Where(1, 2),
            arose_in="loss",
            printed=text,
        ),
        small.verdict("takes_a_step", difference=Difference("number", "float32", text, kind="type")),
        small.verdict("fits_well", cause=Cause.REFUSED, trouble=Stopped(Limit.EVIDENCE, text)),
        submission=Submission(f"handed-in/{text}.ipynb", "hostile", "sha256:0", cells, student=text),
        problems=(
            Problem(Where(1, 1), Raised(text, text)),
            Problem(Where(1, 1), Raised(text, text, module=text)),
            Problem(Where(1, 1), Raised(text, text, file=text)),
        ),
        versions={"tensorflow": text, "keras": "3.15.1"},
    )


def reports() -> Mapping[str, Report]:
    refused = Refusal("notes.txt", "notes.txt: this file can't be graded. Submit a .py or an .ipynb file.")
    return {
        "several": Report((full(), partial(), empty(), crashed()), (refused,)),
        "hostile": Report((hostile(),), (Refusal(HOSTILE, f"{HOSTILE}: there is no such file."),)),
    }


def path_of(name: str, kind: str) -> Path:
    return GOLDEN / f"{name}.{kind}.{ENDINGS.get(kind, 'json')}"


# A terminal's report changes with the library that lays it out, a page's with the one that colours its code: they are
# tested by what must stand in them.
KINDS = tuple(sorted(set(FORMATS) - {"terminal", "github", "html"}))

if __name__ == "__main__":
    for name, report in reports().items():
        for kind in KINDS:
            path_of(name, kind).write_text(FORMATS[kind](report, PAGE), encoding="utf-8", newline="")
