"""Which exercise a submission is for, and where a folder has one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.exercise.places import place_of
from grader.model import Exercise, Slug, Submission
from grader.nearest import MOST_NAMES, SUFFIXES, nearest
from grader.reasons import Reason

if TYPE_CHECKING:
    from grader.exercise.course import Course

# Of blanks those within a line: a pattern that went on over lines would look at all blank lines from each of them.
DEFINITION = re.compile(r"(?m)^[^\S\n]*(?:async[^\S\n]+def|def|class)[^\S\n]+(\w+)")


def defined_names(submission: Submission) -> set[str]:
    """Return the names that look defined in a submission, going by its text alone."""
    return {name for cell in submission.cells for name in DEFINITION.findall(cell.source)}


def named_after(submission: Submission, slugs: Iterable[Slug]) -> Slug | None:
    """Return the exercise with whose name the file's name begins, of several the longest."""
    return max((slug for slug in slugs if submission.module_name.startswith(slug)), key=len, default=None)


def infer_exercise(submission: Submission, definitions: Iterable[tuple[Slug, set[str]]]) -> Slug:
    """Return which exercise a submission is for: by its file's name, or by the names it defines.

    `definitions` gives the names that each exercise asks for. Raises SubmissionError if no exercise fits.
    """
    wanted = dict(definitions)
    named = named_after(submission, wanted)
    if named:
        return named
    names = defined_names(submission)
    exact = {slug: len(wanted[slug] & names) for slug in wanted}
    # Where no name is there, some may be mistyped, or in other case.
    counts = exact if any(exact.values()) else {slug: _alike(wanted[slug], names) for slug in wanted}
    best = max(counts, key=lambda slug: counts[slug], default=None)
    if best is None or not counts[best]:
        raise SubmissionError(
            Reason.WHICH_EXERCISE,
            path=submission.path,
            known=" | ".join(wanted),
        )
    return best


def _alike(wanted: set[str], names: set[str]) -> int:
    """Return how many names are like a wanted one."""
    return sum(nearest(name, wanted) is not None for name in islice(sorted(names), MOST_NAMES))


def meant_by(path: Path, slugs: Iterable[Slug]) -> list[Path]:
    """Return the submissions in a folder; the path itself where it is anything else, or none are in it."""
    if not path.is_dir() or path.is_symlink():
        return [path]
    try:
        return [path / found for found in find_submissions(path, slugs)]
    except SubmissionError:
        # Told when it is read.
        return [path]


def find_submissions(folder: Path, slugs: Iterable[Slug]) -> list[Path]:
    """Return the submission of each exercise, in a folder or in the exercise's own folder in it, as `grade start` makes it.

    Of .py and .ipynb it is the one that was saved last. Raises SubmissionError if there is none.
    """
    found = []
    for slug in slugs:
        # A linked folder could stand for anybody's, as a linked file could.
        place = place_of(folder, slug) if not (folder / slug).is_symlink() else folder
        files = [path for suffix in SUFFIXES if (path := place / f"{slug}{suffix}").is_file()]
        found += [path.relative_to(folder) for path in sorted(files, key=lambda path: path.stat().st_mtime)[-1:]]
    if not found:
        raise SubmissionError(Reason.NO_SUBMISSION)
    return found


def exercise_of(submission: Submission, course: Course, named: str | None) -> Exercise:
    """Return the exercise a submission is for: the one named, else the one its file name or its definitions tell.

    Where there is only one exercise, it is that one: what is wrong with the file is then said in a report.
    """
    if named is not None:
        return course.exercise(named)
    # Most files are called as they were handed out: what the other exercises ask for needn't be read.
    told = course.slugs[0] if len(course.slugs) == 1 else named_after(submission, course.slugs)
    if told is not None:
        return course.exercise(told)
    definitions = ((one.slug, {part.definition for part in one.parts}) for one in course.outlines())
    return course.exercise(infer_exercise(submission, definitions))
