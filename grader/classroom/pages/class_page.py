"""The class on one page, for those who teach it: what to talk about, how the points are spread, and everybody.

Self-contained: style and script are in the page, and its own policy forbids whatever else a browser could load or run.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.classroom.gradebook.results import GRADED, STATUSES, Row, grade_of
from grader.classroom.gradebook.tables import number
from grader.classroom.pages.frame import pieces
from grader.classroom.pages.mistakes import Example, Mistake, example, mistakes, unwritten
from grader.classroom.store import FailedCheck, Run
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Cause, CheckName, MisconceptionName, Outcome, Outline, Points
from grader.paths import CLASS_TEMPLATES
from grader.reports.templating import environment

if TYPE_CHECKING:
    from grader.classroom.store import Store

BINS = 10
# To be talked about; what else there is stands in a list.
MOST_TALKED_OF = 5
MOST_LISTED = 40
WORDS = {
    "talk": N_("To discuss in class"),
    "told": N_("What their reports say"),
    "example": N_("For example"),
    "more_mistakes": N_("Other mistakes"),
    "unwritten": N_("Not written"),
    "ungraded": N_("Without a grade"),
    "spread": N_("Distribution of points"),
    "parts": N_("Points by part"),
    "part": N_("Part"),
    "checks": N_("Results of every check"),
    "check": N_("Check"),
    "passed": N_("passed"),
    "failed": N_("failed"),
    "not_reached": N_("not reached"),
    "broken": N_("broken"),
    "everybody": N_("All students"),
    "find": N_("Find a student"),
    "student": N_("Student"),
    "points": N_("Points"),
    "late": N_("late"),
    "same": N_("Same program as"),
    "median": N_("median"),
    "mean": N_("mean"),
    "best": N_("Everyone who has a grade passed every check."),
    "this_line": N_("this line"),
}
STOPS = {
    Cause.TIMED_OUT: N_("runs longer than its time limit"),
    Cause.OUT_OF_MEMORY: N_("takes more memory than its limit"),
    Cause.KILLED: N_("ends the process that it runs in"),
    Cause.REFUSED: N_("returns something that can't be checked"),
}


@dataclass(frozen=True, slots=True)
class Classroom:
    """What the page tells: the run, everybody's row, how many students each check met, and who failed what."""

    run: Run
    exercise: Outline
    rows: Sequence[Row]
    tally: Sequence[tuple[CheckName, Outcome, int]]
    failed: Sequence[FailedCheck] = ()
    examples: Mapping[Mistake, Example] = field(default_factory=dict)


def classroom_of(store: Store, run: Run, rows: Sequence[Row], voice: Speech) -> Classroom:
    """Read what the page tells from the store."""
    exercise, failed = store.exercise(run), store.failed(run)
    by_key = {row.entry.student: row for row in rows}
    most = mistakes(exercise, failed)[:MOST_TALKED_OF]
    found = {one: example(one, by_key, lambda row: grade_of(store, exercise, row), voice) for one in most}
    examples = {mistake: shown for mistake, shown in found.items() if shown is not None}
    return Classroom(run, exercise, rows, store.tally(run), failed, examples)


def class_page(found: Classroom, voice: Speech) -> Iterator[str]:
    """Return the page, piece by piece."""
    wording = Wording(voice, found.exercise)
    made = mistakes(found.exercise, found.failed)
    talk, rest = made[:MOST_TALKED_OF], made[MOST_TALKED_OF:]
    names = {row.entry.student: row for row in found.rows}
    [(usual, times)] = Counter(row.entry.file for row in found.rows).most_common(1) or [("", 0)]
    usual = usual if times > 1 else ""
    shown = {
        "summary": _summary(found, voice),
        "middle": _middle(found.rows),
        "talk": [_mistake(found, mistake, names, wording) for mistake in talk],
        "more": [_mistake(found, mistake, names, wording) for mistake in rest],
        "all_passed": not found.failed and any(row.total for row in found.rows),
        "unwritten": [
            (found.exercise.definition(part), voice.plural("{n} student", "{n} students", len(who)), _links(who, names))
            for part, who in unwritten(found.exercise, found.failed)
        ],
        "ungraded": [(row, voice.say(STATUSES[row.status])) for row in found.rows if row.status != GRADED],
        "spread": _spread(found.rows, voice),
        "parts": list(_parts(found, wording)),
        "checks": list(_checks(found, wording)),
        "definitions": [part.definition for part in found.exercise.parts],
        # One after another: of thousands, their texts take tens of megabytes.
        "students": (_student(row, found.exercise, usual, voice) for row in found.rows),
        "foot": _foot(found, voice),
    }
    title = wording.texts.title
    script = environment(CLASS_TEMPLATES).get_template("class.js").render()
    return pieces("class.html", title, voice, script=script, words=_words(voice), shown=shown)


def _words(voice: Speech) -> dict[str, str]:
    return {name: voice.say(sentence) for name, sentence in WORDS.items()}


def _summary(found: Classroom, voice: Speech) -> str:
    everybody = voice.plural("{n} student", "{n} students", len(found.rows))
    graded = sum(row.status == GRADED for row in found.rows)
    late = sum(row.entry.late for row in found.rows)
    facts = [everybody, voice.say(N_("{n} with a grade"), n=graded)]
    return " · ".join([*facts, voice.say(N_("{n} late"), n=late)] if late else facts)


def _foot(found: Classroom, voice: Speech) -> str:
    sentence = N_("Run {run}, {when}, seed {seed}.")
    return voice.say(sentence, run=found.run.id, when=found.run.started[:10], seed=found.run.terms.seed)


def _percents(rows: Sequence[Row]) -> list[float]:
    return [100 * r.total.score / r.total.max_score for r in rows if r.total and r.total.max_score]


def _middle(rows: Sequence[Row]) -> tuple[str, str] | None:
    """Return the median and the mean, in percent."""
    percents = _percents(rows)
    return (f"{statistics.median(percents):.0f}", f"{statistics.fmean(percents):.0f}") if percents else None


def _mistake(found: Classroom, mistake: Mistake, rows: Mapping[str, Row], wording: Wording) -> dict[str, Any]:
    """Describe a mistake in the third person; what the students read stands apart, as what they were told."""
    texts = wording.texts
    told = texts.traps.get(mistake.name) or texts.misconceptions.get(MisconceptionName(mistake.name), "")
    title = texts.mistakes.get(mistake.name, "")
    if mistake.check:
        check = wording.check(mistake.check)
        title = wording.say(N_("fails the check “{check}”"), check=check)
    if mistake.stop:
        title = wording.say(STOPS[mistake.stop])
    return {
        "n": len(mistake.students),
        "count": wording.speech.plural("{n} student", "{n} students", len(mistake.students)),
        "definition": wording.definition(mistake.part),
        "title": title or mistake.name.replace("_", " "),
        "told": told,
        "example": found.examples.get(mistake),
        "students": _links(mistake.students, rows),
    }


def _links(students: Sequence[str], rows: Mapping[str, Row]) -> list[tuple[str, str]]:
    """Return name and page of some of these students."""
    known = [rows[student] for student in students if student in rows]
    return [(row.entry.name[:200], row.page) for row in known[:MOST_LISTED]]


def _spread(rows: Sequence[Row], voice: Speech) -> list[dict[str, Any]]:
    counts = Counter(min(BINS - 1, int(percent * BINS / 100)) for percent in _percents(rows))
    highest = max(counts.values(), default=1)
    return [
        {
            "range": f"{n * 100 // BINS}\N{EN DASH}{(n + 1) * 100 // BINS}",
            "n": counts[n],
            "share": round(counts[n] / highest, 4),
            "label": voice.plural("{n} student", "{n} students", counts[n]),
        }
        for n in range(BINS)
    ]


def _parts(found: Classroom, wording: Wording) -> Iterator[dict[str, Any]]:
    """Return how much of each part's points the class has earned, and how many have all of them."""
    for part in found.exercise.parts:
        points = [row.parts[part.name] for row in found.rows if row.parts and part.name in row.parts]
        most = sum(one.max_score for one in points)
        share = sum(one.score for one in points) / most if most else 0.0
        yield {
            "definition": part.definition,
            "note": wording.part(part.name),
            "share": round(share, 4),
            "percent": f"{100 * share:.0f} %",
        }


def _checks(found: Classroom, wording: Wording) -> Iterator[dict[str, Any]]:
    counts: Counter[tuple[CheckName, Outcome]] = Counter()
    for name, outcome, students in found.tally:
        counts[name, outcome] += students
    for part in found.exercise.parts:
        checks = [check for check, asks_about in found.exercise.checks.items() if asks_about == part.name]
        lines = []
        for check in checks:
            of = {outcome.value: counts[check, outcome] for outcome in Outcome}
            everybody = max(1, sum(of.values()))
            widths = {kind: round(100 * n / everybody, 3) for kind, n in of.items()}
            lines.append({"title": wording.check(check), "of": of, "widths": widths})
        yield {"definition": part.definition, "checks": lines}


def _student(row: Row, exercise: Outline, usual: str, voice: Speech) -> dict[str, Any]:
    """Show a row; the name that most files have tells nothing."""
    parts = row.parts or {}
    return {
        "name": row.entry.name[:200],
        "page": row.page,
        "file": "" if row.entry.file == usual else row.entry.file[:200],
        "late": row.entry.late,
        "status": "" if row.status == GRADED else voice.say(STATUSES[row.status]),
        "points": _points(row.total),
        "parts": [_points(parts.get(part.name)) for part in exercise.parts],
        "same": row.same_as[:400],
        "note": row.reason[:400],
    }


def _points(points: Points | None) -> tuple[float, str, str]:
    """Return points as they are sorted and written, and their kind; those without any stand below zero."""
    if points is None:
        return -1, "", ""
    state = "full" if points.score >= points.max_score else "some" if points.score > 0 else "none"
    return points.score, number(points.score), state
