"""The class on one page: how the points are spread, what every check found, what is misunderstood, and everybody.

Self-contained: style and script are in the page, and its own policy forbids whatever else a browser could load or run.
"""

from __future__ import annotations

import base64
import hashlib
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.gradebooks import GRADED, STATUSES, Row
from grader.gradebooks.generic import number
from grader.model import Exercise, Outcome
from grader.reports.escape import for_html
from grader.speech import N_, Speech
from grader.store import Run

HERE = Path(__file__).parent
BINS = 10


@dataclass(frozen=True, slots=True)
class Classroom:
    """What the page tells: the run, everybody's row, and how many students each check, trap and misconception met."""

    run: Run
    exercise: Exercise
    rows: Sequence[Row]
    tally: Sequence[tuple[str, str, str | None, str | None, int]]


def class_page(found: Classroom, voice: Speech) -> str:
    """Give the page."""
    title = voice.texts(found.exercise).title
    sections = (
        f"<h1>{for_html(title)}</h1>",
        f"<p>{for_html(_summary(found, voice))}</p>",
        *_spread(found.rows, voice),
        *_checks(found, voice),
        *_known(found, voice),
        *_students(found, voice),
    )
    return whole(title, "\n".join(sections), voice, (HERE / "class.js").read_text(encoding="utf-8"))


def whole(title: str, content: str, voice: Speech, script: str = "") -> str:
    """Give a whole page around its content; only this one script may run, and nothing may be fetched."""
    style = (HERE / "class.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{voice.code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Without it a browser asks for /favicon.ico.
        f'<link rel="icon" href="data:,">\n<title>{for_html(title)}</title>\n<style>{style}</style>\n</head>\n'
        f"<body>\n{content}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _title(voice: Speech, sentence: str) -> str:
    return f"<h2>{for_html(voice.say(sentence))}</h2>"


def _summary(found: Classroom, voice: Speech) -> str:
    percents = _percents(found.rows)
    facts = {"graded": len(percents), "all": len(found.rows), "seed": found.run.terms["seed"], "run": found.run.id}
    if not percents:
        return voice.say(N_("Run {run}, seed {seed}: nobody of {all} has a grade."), **facts)
    return voice.say(
        N_("Run {run}, seed {seed}: {graded} of {all} students have a grade. Median {median} %, mean {mean} %."),
        **facts,
        median=number(statistics.median(percents)),
        mean=number(statistics.fmean(percents)),
    )


def _percents(rows: Sequence[Row]) -> list[float]:
    return [100 * r.total.score / r.total.max_score for r in rows if r.total and r.total.max_score]


def _spread(rows: Sequence[Row], voice: Speech) -> Iterator[str]:
    counts = Counter(min(BINS - 1, int(percent * BINS / 100)) for percent in _percents(rows))
    highest = max(counts.values(), default=1)
    yield _title(voice, N_("How the points are spread"))
    yield f'<svg class="bars" viewBox="0 0 {10 * BINS} 60" preserveAspectRatio="none" aria-hidden="true">'
    for n in range(BINS):
        height = 58 * counts[n] / highest
        yield f'<rect x="{10 * n + 0.5}" y="{60 - height:.1f}" width="9" height="{height:.1f}"></rect>'
    yield '</svg><div class="axis">'
    yield "".join(f"<span>{10 * n} … {10 * n + 10} %<br>{counts[n]}</span>" for n in range(BINS)) + "</div>"


def _checks(found: Classroom, voice: Speech) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for name, outcome, _, _, students in found.tally:
        counts[name, outcome] += students
    heads = (N_("Part"), N_("Check"), N_("Passed"), N_("Failed"), N_("Not reached"), N_("Broken"))
    yield _title(voice, N_("What every check found")) + '<div class="scroll"><table><thead><tr>'
    yield "".join(f"<th>{for_html(voice.say(head))}</th>" for head in heads) + "</tr></thead><tbody>"
    for check in found.exercise.checks:
        of = [counts[check.name, outcome.value] for outcome in Outcome]
        passed, everybody = counts[check.name, Outcome.PASSED.value], max(1, sum(of))
        part, title = voice.part(found.exercise, check.part), voice.check(found.exercise, check.name)
        cells = f"<td>{for_html(part)}</td><td>{for_html(title)}</td>"
        cells += f'<td><meter min="0" max="{everybody}" value="{passed}"></meter> {100 * passed // everybody} %</td>'
        rest = (Outcome.FAILED, Outcome.NOT_REACHED, Outcome.BROKEN)
        yield f"<tr>{cells}" + "".join(f'<td class="n">{counts[check.name, o.value]}</td>' for o in rest) + "</tr>"
    yield "</tbody></table></div>"


def _known(found: Classroom, voice: Speech) -> Iterator[str]:
    """Tell which known mistakes were met, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    part_of = {check.name: check.part for check in found.exercise.checks}
    for check, _, trap, misconception, students in found.tally:
        for name in filter(None, (trap, misconception)):
            # One mistake fails several checks of its part: its students are those of the check that most of them fail.
            counts[name, part_of[check]] = max(counts[name, part_of[check]], students)
    if not counts:
        return
    texts = voice.texts(found.exercise)
    yield _title(voice, N_("What is misunderstood")) + '<div class="scroll"><table><tbody>'
    explained = {**texts.traps, **texts.misconceptions}
    for (name, part), students in counts.most_common():
        told = voice.plural("{n} student", "{n} students", students)
        yield (
            f'<tr><td class="n">{told}</td><td>{for_html(explained.get(name, name.replace("_", " ")))}</td>'
            f"<td>{for_html(voice.part(found.exercise, part))}</td></tr>"
        )
    yield "</tbody></table></div>"


def _students(found: Classroom, voice: Speech) -> Iterator[str]:
    heads = [voice.say(h) for h in (N_("Student"), N_("File"), N_("Status"), N_("Points"))]
    heads += [voice.part(found.exercise, part.name) for part in found.exercise.parts]
    heads += [voice.say(h) for h in (N_("Same program as"), N_("Note"))]
    yield _title(voice, N_("Everybody"))
    find = for_html(voice.say(N_("Find")))
    yield f'<input id="find" type="search" placeholder="{find}" aria-label="{find}">'
    yield '<div class="scroll"><table id="students"><thead><tr>'
    yield (
        "".join(f'<th><button type="button">{for_html(head)}</button></th>' for head in heads) + "</tr></thead><tbody>"
    )
    for row in found.rows:
        yield _student(row, found.exercise, voice)
    yield "</tbody></table></div>"


def _student(row: Row, exercise: Exercise, voice: Speech) -> str:
    name, file = for_html(row.entry.name, 200), for_html(row.entry.file, 200)
    cells = [f'<td><a href="students/{row.page}">{name}</a></td><td>{file}</td>']
    cells.append(f"<td>{for_html(voice.say(STATUSES[row.status]))}</td>")
    cells.append(_points(row.total.score if row.status == GRADED and row.total else None))
    parts = row.parts or {}
    cells += [_points(parts[part.name].score if part.name in parts else None) for part in exercise.parts]
    cells.append(f"<td>{for_html(row.same_as, 400)}</td><td>{for_html(row.reason, 400)}</td>")
    return "<tr>" + "".join(cells) + "</tr>"


def _points(score: float | None) -> str:
    # Those without points stand below zero when sorted.
    return (
        '<td class="n" data-n="-1"></td>' if score is None else f'<td class="n" data-n="{score}">{number(score)}</td>'
    )
