"""A grade as plain data and back: nothing that a report says is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from grader.classroom.store import serialize
from grader.i18n import speech
from grader.model import (
    Cause,
    Exited,
    Grade,
    Instead,
    Limit,
    NotPython,
    Problem,
    Raised,
    Stands,
    Stopped,
    Trouble,
    Where,
)
from grader.reports import FORMATS, Page, Report
from tests.support.graded import waiting
from tests.support.judged import judged
from tests.support.small import outline, submission


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_report_is_the_same(form: str, language: str) -> None:
    """Each report of a grade that was kept, and of its exercise that was kept, is that of the grade itself."""
    grade = judged()
    kept = json.loads(
        json.dumps([serialize.of_grade(grade), serialize.of_outline(grade.exercise), serialize.plain(grade.submission)])
    )
    again = serialize.to_grade(kept[0], serialize.to_outline(kept[1]), serialize.to_submission(kept[2]))
    page = Page(speech(language))
    assert FORMATS[form](Report((again,)), page) == FORMATS[form](Report((grade,)), page)
    assert (again.verdicts, again.problems, again.curves) == (grade.verdicts, grade.problems, grade.curves)
    assert len(grade.curves) == 2


def of_format_2(grade: Grade) -> dict[str, Any]:
    """Give a grade's facts without the number of their format, which the first ones didn't have."""
    kept = serialize.of_grade(grade)
    del kept["format"]
    return kept


def test_what_a_later_version_added() -> None:
    """A fact that is missing takes its default, and one that isn't known is left aside."""
    kept = serialize.of_grade(judged())
    for verdict in kept["verdicts"]:
        del verdict["carried_forward"]
        verdict["from_the_future"] = 1
    again = serialize.to_grade(kept, outline(), submission())
    assert [verdict.carried_forward for verdict in again.verdicts] == [False] * 3


def test_what_is_missing_is_kept() -> None:
    """A grade that waits for a module is the same grade again."""
    grade = waiting()
    again = serialize.to_grade(json.loads(json.dumps(serialize.of_grade(grade))), grade.exercise, grade.submission)
    assert again == grade


def test_facts_of_before_are_read() -> None:
    """A grade that was kept before anything was known of missing modules is read, and lacks nothing."""
    kept = of_format_2(judged())
    for fact in (*kept["verdicts"], *kept["problems"]):
        for new in ("lacks", "module", "file"):
            fact.pop(new, None)
        if fact.get("trouble"):
            fact["trouble"] = {"kind": fact["trouble"].pop("type"), **fact["trouble"]}
    kept["problems"] = [
        {"where": p["where"], "trap": p["trap"], "kind": p["trouble"]["kind"], "message": p["trouble"]["message"]}
        for p in kept["problems"]
    ]
    again = serialize.to_grade(kept, outline(), submission())
    assert (again.verdicts, again.problems) == (judged().verdicts, judged().problems)


@pytest.mark.parametrize(
    ("kind", "message", "trouble"),
    [
        ("wall time", "10", Stopped(Limit.TIME, "10")),
        ("memory", "1024", Stopped(Limit.MEMORY, "1024")),
        ("evidence", "why not", Stopped(Limit.EVIDENCE, "why not")),
        ("exit", "-11", Exited(-11)),
        ("exit", "", Exited(0)),
        ("ValueError", "no", Raised("ValueError", "no")),
    ],
)
def test_what_the_grader_said_before(kind: str, message: str, trouble: Trouble) -> None:
    """What was kept under a name beside those of exceptions is read as what the grader did, where the check was ended."""
    kept = of_format_2(judged())
    cause = Cause.RAISED if isinstance(trouble, Raised) else Cause.KILLED
    kept["verdicts"][1] |= {"cause": cause.value, "trouble": {"kind": kind, "message": message}}
    kept["problems"] = [{"where": None, "kind": kind, "message": message}]
    again = serialize.to_grade(kept, outline(), submission())
    assert (again.verdicts[1].trouble, again.problems) == (trouble, (Problem(None, trouble),))


@pytest.mark.parametrize("kind", ["memory", "exit", "wall time"])
def test_an_exception_with_a_name_of_ours(kind: str) -> None:
    """What a check raised is an exception, whatever its class is called, also where it was kept before."""
    kept = of_format_2(judged())
    kept["verdicts"][1] |= {"cause": "raised", "trouble": {"kind": kind, "message": "no"}}
    again = serialize.to_grade(kept, outline(), submission())
    assert again.verdicts[1].trouble == Raised(kind, "no")


def test_what_is_no_python_is_kept_as_that() -> None:
    """A cell that isn't Python, and what stands in the place of a name, come back as they were; old grades have neither."""
    broken = Problem(Where(None, 3), NotPython("SyntaxError", "'(' was never closed", 3, ("loss",)))
    instead = Instead(Stands.FUNCTION, "loss", "main", Where(2, 3))
    first, *others = judged().verdicts
    kept = replace(judged(), verdicts=(replace(first, instead=instead, no_return=True), *others), problems=(broken,))
    data = json.loads(json.dumps(serialize.of_grade(kept)))
    again = serialize.to_grade(data, outline(), submission())
    assert again.problems == (broken,)
    assert (again.verdicts[0].instead, again.verdicts[0].no_return) == (instead, True)
    for verdict in data["verdicts"]:
        del verdict["instead"], verdict["no_return"]
    assert serialize.to_grade(data, outline(), submission()).verdicts[0].instead is None
