"""One entry a student: of several files the one to grade, and for a student without one the reason why.

Whatever goes wrong while one student's files are read is that student's alone: the others are collected.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from grader.classroom.downloads import files as sources
from grader.classroom.downloads.names import ARCHIVE, SUFFIXES, Label, cleaned, kind, label
from grader.errors import SubmissionError
from grader.model import Outline, Submission
from grader.reasons import Explanation, Reason
from grader.submission.fingerprint import text_digest
from grader.submission.read import parse_submission
from grader.submission.recognize import defined_names

STUB = "NotImplementedError"
# Of one student; more are no choice of theirs but a library that was submitted along.
MOST_FILES = 60
# Files that a copy, a clone or an archive made at once differ by less (in seconds); a zip notes even ones.
AT_ONCE = 2.0


@dataclass(frozen=True, slots=True)
class Text:
    """What a file was read as: its digest, and the submission itself, which is only fetched where it is needed."""

    digest: str
    submission: Callable[[], Submission]


Reader = Callable[[bytes, PurePosixPath, str], Text]
"""Reads the bytes of a file of that name and digest; raises SubmissionError."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One student: the submission to grade and its file's digest, or why there is none."""

    student: str
    name: str
    file: str = ""
    upload: str = ""
    file_digest: str = ""
    text: Text | None = None
    refusal: Explanation | None = None
    note: Explanation | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file that may be a student's submission."""

    label: Label
    file: str
    file_digest: str
    saved: float
    text: Text


@dataclass(slots=True)
class _Pile:
    """What belongs to one student, while the source is read through."""

    label: Label
    files: list[tuple[Label, sources.File]] = field(default_factory=list)


def collect(source: Path, exercise: Outline, read: Reader) -> Iterator[Collected]:
    """Yield one entry for every student of a folder or an archive, in the order of their names.

    Every student who is named in it is given, with a submission or with a reason.
    """
    piles: dict[str, _Pile] = {}
    for found, file in _labelled(list(sources.files(source)), exercise):
        pile = piles.setdefault(found.student, _Pile(found))
        if kind(found.file):
            pile.files.append((found, file))
    for pile in sorted(piles.values(), key=lambda pile: (pile.label.name, pile.label.student)):
        yield _collected(pile, exercise, read)


def parsed(data: bytes, path: PurePosixPath, _file_digest: str) -> Text:
    """Read a file that nobody has read before."""
    submission = parse_submission(data, Path(path))
    return Text(text_digest(submission), lambda: submission)


def _labelled(found: Sequence[sources.File], exercise: Outline) -> Iterator[tuple[Label, sources.File]]:
    depth = 1 if _is_wrapped(found, exercise) else 0
    for file in found:
        if len(file.parts) > depth and any(file.parts[depth:]):
            about = label(file.parts[depth:])
            if about is not None:
                yield about, file


def _is_wrapped(found: Sequence[sources.File], exercise: Outline) -> bool:
    """Whether everything lies in one folder that is the class, and not the only student."""
    tops = {file.parts[0] for file in found}
    if len(tops) != 1 or all(len(file.parts) == 1 for file in found):
        return False
    if (about := label([*tops, ""])) and about.upload:
        return False
    direct = {PurePosixPath(f.parts[1]).stem for f in found if len(f.parts[1:]) == 1 and kind(f.parts[1]) in SUFFIXES}
    return len(direct) != 1 and not any(stem.startswith(exercise.slug) for stem in direct)


def _collected(pile: _Pile, exercise: Outline, read: Reader) -> Collected:
    about = pile.label
    entry = Collected(about.student, about.name, about.file, about.upload, late=about.late)
    candidates: list[Candidate] = []
    errors: list[SubmissionError] = []
    for label_, file in pile.files[:MOST_FILES]:
        with _noted(label_.file, errors):
            candidates += _candidates(label_, file, read, errors)
    chosen: tuple[Candidate, Reason] | None = None
    with _noted(about.file, errors):
        chosen = _chosen(candidates, exercise) if candidates else None
    if chosen is None:
        refusal = errors[0].explanation if errors else Explanation(Reason.NOTHING_TO_GRADE)
        return replace(entry, refusal=refusal)
    best, why = chosen
    others = ", ".join(sorted(other.file for other in candidates if other is not best))
    return replace(
        entry,
        file=best.file,
        upload=best.label.upload,
        late=best.label.late,
        file_digest=best.file_digest,
        text=best.text,
        note=Explanation(why, {"file": best.file, "others": others}) if others else None,
    )


@contextlib.contextmanager
def _noted(file: str, errors: list[SubmissionError]) -> Iterator[None]:
    """Add what goes wrong with one file to the errors; what isn't the file's own fault is said to be ours."""
    try:
        yield
    except SubmissionError as error:
        errors.append(error)
    except Exception as error:  # noqa: BLE001 (one student's files must not cost the class its grades)
        errors.append(SubmissionError(Reason.UNFORESEEN_FILE, path=file, error=cleaned(repr(error))))


def _candidates(about: Label, file: sources.File, read: Reader, errors: list[SubmissionError]) -> Iterator[Candidate]:
    """Yield what a file offers: itself, or what an archive holds."""
    data = file.read()
    if kind(about.file) != ARCHIVE:
        digest = hashlib.sha256(data).hexdigest() + kind(about.file)
        yield Candidate(about, about.file, digest, file.saved, read(data, PurePosixPath(about.file), digest))
        return
    within = [inner for inner in sources.inside(about.file, data) if _counts(inner.parts)]
    for inner in within[:MOST_FILES]:
        name = "/".join(inner.parts)
        with _noted(name, errors):
            text = inner.read()
            digest = hashlib.sha256(text).hexdigest() + kind(name)
            found = read(text, PurePosixPath(inner.parts[-1]), digest)
            yield Candidate(about, f"{about.file}/{name}", digest, inner.saved, found)
    if not within:
        errors.append(SubmissionError(Reason.ARCHIVE_EMPTY, path=about.file))


def _counts(parts: Sequence[str]) -> bool:
    return kind(parts[-1]) in SUFFIXES and label(["student", *parts]) is not None


def _chosen(candidates: Sequence[Candidate], exercise: Outline) -> tuple[Candidate, Reason]:
    """Return the file to grade, and what decided; docs/instructors.md argues the order.

    Nothing is run here: the rules go by the texts, and by what the download says of them.
    """
    rules: tuple[tuple[Reason, Callable[[Candidate], float], float], ...] = (
        (Reason.MOST_PARTS, _parts_of(exercise), 0.0),
        (Reason.NEWEST, lambda one: one.label.order, 0.0),
        (Reason.NEWEST, lambda one: one.saved, AT_ONCE),
        (Reason.NAMED_LIKE_IT, lambda one: PurePosixPath(one.file).name.startswith(exercise.slug), 0.0),
        (Reason.THE_NOTEBOOK, lambda one: kind(one.file) == ".ipynb", 0.0),
    )
    left = list(candidates)
    for why, score, slack in rules:
        if len(left) == 1:
            # The text of an only file needn't be fetched.
            break
        scores = [score(one) for one in left]
        kept = [one for one, reached in zip(left, scores, strict=True) if reached >= max(scores) - slack]
        if len(kept) == 1:
            return kept[0], why
        left = kept
    return max(left, key=lambda one: one.file), Reason.LAST_BY_NAME


def _parts_of(exercise: Outline) -> Callable[[Candidate], int]:
    return lambda one: _parts(one, exercise)


def _parts(candidate: Candidate, exercise: Outline) -> int:
    """Count the parts that a file seems to fill in, going by its text alone."""
    wanted = {part.definition for part in exercise.parts}
    submission = candidate.text.submission()
    stubs = sum(cell.source.count(STUB) for cell in submission.cells)
    return max(0, len(wanted & defined_names(submission)) - stubs)
