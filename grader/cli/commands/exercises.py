"""`grade exercises`: list what a course has."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from grader.cli.options import add_course, authors_course
from grader.exercise.course import Course, Origin
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Outline

ORIGINS = {
    Origin.BUILT_IN: N_("comes with gradetape"),
    Origin.INSTALLED: N_("installed in {folder}"),
    Origin.FOLDER: N_("in {folder}"),
}


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the course, and the form of the list."""
    add_course(parser, voice)
    parser.add_argument("--json", action="store_true", help=voice.say(N_("print the list as JSON")))


def main(options: argparse.Namespace, voice: Speech) -> int:
    """List the exercises of the course that was chosen, or in whose folder its author is."""
    course = authors_course(options)
    if options.json:
        print(json.dumps(_facts(course, voice), indent=1, ensure_ascii=False))
    else:
        print("\n".join(_lines(course, voice)))
    return 0


def _lines(course: Course, voice: Speech) -> Iterator[str]:
    origin = voice.say(ORIGINS[course.origin], folder=course.folder)
    yield f"{course.settings.title} ({course.name} {course.version}), {origin}"
    rows = [(outline.slug, *_told(outline, voice)) for outline in course.outlines()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _told(outline: Outline, voice: Speech) -> tuple[str, ...]:
    parts = voice.plural("{n} part", "{n} parts", len(outline.parts))
    points = voice.plural("{n} point", "{n} points", round(sum(outline.points.values())))
    return Wording(voice, outline).texts.title, parts, points, ", ".join(outline.texts)


def _facts(course: Course, voice: Speech) -> dict[str, object]:
    return {
        "name": course.name,
        "title": course.settings.title,
        "version": course.version,
        "origin": course.origin.value,
        "folder": str(course.folder),
        "exercises": [
            {
                "slug": outline.slug,
                "title": Wording(voice, outline).texts.title,
                "parts": [part.definition for part in outline.parts],
                "points": sum(outline.points.values()),
                "languages": list(outline.texts),
            }
            for outline in course.outlines()
        ],
    }
