"""Grades as plain data and back, so that every report can be made again in any language, long after the run.

Of an exercise the outline is kept, which is what a report needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from grader import plain as plainly
from grader.classroom.store import upgrades
from grader.model import Grade, Outline, Problem, Raised, Submission, Terms
from grader.reasons import Explanation, Reason

if TYPE_CHECKING:
    from grader.classroom.store.rows import Entry, Run

# What is put beside a grade's facts when it is read.
BESIDE = ("exercise", "submission")
ONLY_FOR_AUTHORS: Mapping[str, Any] = {"asked_at": override(omit=True)}


def _converter() -> cattrs.Converter:
    made = plainly.converter()
    taken: Mapping[str, Any] = dict.fromkeys(BESIDE, override(struct_hook=lambda value, _: value))
    left_out: Mapping[str, Any] = dict.fromkeys(BESIDE, override(omit=True))
    made.register_structure_hook(Grade, make_dict_structure_fn(Grade, made, **taken))
    # Before that of grades, which is made with it.
    made.register_unstructure_hook(Raised, make_dict_unstructure_fn(Raised, made, **ONLY_FOR_AUTHORS))
    made.register_unstructure_hook(Grade, make_dict_unstructure_fn(Grade, made, **left_out))
    return made


CONVERTER = _converter()


def of_grade(grade: Grade) -> dict[str, Any]:
    """Return a grade's facts; its exercise and its submission are kept apart."""
    facts: dict[str, Any] = CONVERTER.unstructure(grade)
    return {upgrades.FORMAT: upgrades.SCHEMA, **facts}


def to_grade(facts: Mapping[str, Any], exercise: Outline, submission: Submission) -> Grade:
    """Return the grade again."""
    kept = upgrades.grade(facts)
    return CONVERTER.structure({**kept, "exercise": exercise, "submission": submission}, Grade)


def problems_of(facts: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return the problems of a grade alone."""
    return CONVERTER.structure(upgrades.grade(facts)["problems"], tuple[Problem, ...])


def of_outline(outline: Outline) -> dict[str, Any]:
    """Return what reports say of an exercise."""
    facts: dict[str, Any] = CONVERTER.unstructure(outline)
    return {upgrades.FORMAT: upgrades.SCHEMA, **facts}


def to_outline(facts: Mapping[str, Any]) -> Outline:
    """Return the outline of an exercise again."""
    return CONVERTER.structure(upgrades.outline(facts), Outline)


def to_terms(facts: Mapping[str, Any]) -> Terms:
    """Return the terms of a run again."""
    return CONVERTER.structure(facts, Terms)


def to_explanation(kept: Any) -> Explanation | None:
    """Return why a submission has no grade, or which of several was graded; None where nothing was kept.

    What can't be read is an explanation itself: one student's must not cost the others theirs.
    """
    try:
        return CONVERTER.structure(upgrades.explanation(kept), Explanation) if kept else None
    except (LookupError, TypeError, ValueError) as error:
        return Explanation(Reason.DAMAGED, {"error": repr(error)})


def to_submission(facts: Mapping[str, Any]) -> Submission:
    """Return a submission again."""
    return CONVERTER.structure(facts, Submission)


def plain(value: object) -> Any:
    """Return any of the model's values as lists, dicts, numbers and texts."""
    return CONVERTER.unstructure(value)


def row_of_entry(run: Run, place: int, entry: Entry, done: Mapping[str, int]) -> dict[str, Any]:
    """Return what the table of entries holds of a student; `done` has the attempts by digest."""
    return {
        "run": run.id,
        "student": entry.student,
        "place": place,
        "name": entry.name,
        "file": entry.file,
        "digest": entry.digest,
        "refusal": plain(entry.refusal),
        "note": plain(entry.note),
        "upload": entry.upload,
        "late": entry.late,
        "attempt": done.get(entry.digest) if entry.digest else None,
    }


def row_of_verdict(attempt: int | None, verdict: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table of verdicts holds of a check."""
    return {
        "attempt": attempt,
        "misconception": next(iter(verdict["misconceptions"]), None),
        **{name: verdict[name] for name in ("check", "part", "outcome", "cause", "trap")},
        **found["by_check"][verdict["check"]],
    }
