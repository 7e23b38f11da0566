"""One entry a student: of several files the one to grade, and for a student without one the reason why.

Whatever goes wrong while one student's files are read is that student's alone: the others are collected.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from grader.collect import sources
from grader.collect.names import ARCHIVE, SUFFIXES, Label, cleaned, kind, label
from grader.errors import SubmissionError
from grader.model import Exercise, Submission
from grader.speech import N_
from grader.submission import defined_names, parse_submission
from grader.twins import text_digest

STUB = "NotImplementedError"
# Of one student; more are no choice of theirs but a library that was handed in along.
MOST_FILES = 60
# Files that a copy, a clone or an archive made at once differ by less (in seconds); a zip notes even ones.
AT_ONCE = 2.0
WITHOUT_FILES = N_("Nothing that can be graded was handed in: there is no .py and no .ipynb.")
# In gradebooks from before, so they are still translated.
EARLIER = (
    N_("Graded was {file}, the newest of several; also handed in: {others}."),
    N_("Graded was {file}, which has the most parts; also handed in: {others}."),
)

Sentence = tuple[str, Mapping[str, str]]


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
    refusal: Sentence | None = None
    note: Sentence | None = None
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


def collect(source: Path, exercise: Exercise, read: Reader) -> Iterator[Collected]:
    """Give one entry for every student of a folder or an archive, in the order of their names.

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


def _labelled(found: Sequence[sources.File], exercise: Exercise) -> Iterator[tuple[Label, sources.File]]:
    depth = 1 if _is_wrapped(found, exercise) else 0
    for file in found:
        if len(file.parts) > depth and any(file.parts[depth:]):
            about = label(file.parts[depth:])
            if about is not None:
                yield about, file


def _is_wrapped(found: Sequence[sources.File], exercise: Exercise) -> bool:
    """Tell whether everything lies in one folder that is the class, and not the only student."""
    tops = {file.parts[0] for file in found}
    if len(tops) != 1 or all(len(file.parts) == 1 for file in found):
        return False
    if (about := label([*tops, ""])) and about.upload:
        return False
    direct = {PurePosixPath(f.parts[1]).stem for f in found if len(f.parts[1:]) == 1 and kind(f.parts[1]) in SUFFIXES}
    return len(direct) != 1 and not any(stem.startswith(exercise.slug) for stem in direct)


def _collected(pile: _Pile, exercise: Exercise, read: Reader) -> Collected:
    about = pile.label
    entry = Collected(about.student, about.name, about.file, about.upload, late=about.late)
    candidates: list[Candidate] = []
    errors: list[SubmissionError] = []
    for label_, file in pile.files[:MOST_FILES]:
        with _noted(label_.file, errors):
            candidates += _candidates(label_, file, read, errors)
    chosen: tuple[Candidate, str] | None = None
    with _noted(about.file, errors):
        chosen = _chosen(candidates, exercise) if candidates else None
    if chosen is None:
        return replace(entry, refusal=_sentence(errors[0]) if errors else (WITHOUT_FILES, {}))
    best, why = chosen
    others = ", ".join(sorted(other.file for other in candidates if other is not best))
    return replace(
        entry,
        file=best.file,
        upload=best.label.upload,
        late=best.label.late,
        file_digest=best.file_digest,
        text=best.text,
        note=(why, {"file": best.file, "others": others}) if others else None,
    )


@contextlib.contextmanager
def _noted(file: str, errors: list[SubmissionError]) -> Iterator[None]:
    """Add what goes wrong with one file to the errors; what isn't the file's own fault is said to be ours."""
    try:
        yield
    except SubmissionError as error:
        errors.append(error)
    except Exception as error:  # noqa: BLE001 (one student's files must not cost the class its grades)
        sentence = N_("{path}: gradetape could not read this file ({error}). Please report this as a bug.")
        errors.append(SubmissionError(sentence, path=file, error=cleaned(repr(error))))


def _candidates(about: Label, file: sources.File, read: Reader, errors: list[SubmissionError]) -> Iterator[Candidate]:
    """Give what a file offers: itself, or what an archive holds."""
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
        errors.append(SubmissionError("{path}: there is no .py and no .ipynb in this archive.", path=about.file))


def _counts(parts: Sequence[str]) -> bool:
    return kind(parts[-1]) in SUFFIXES and label(["student", *parts]) is not None


def _chosen(candidates: Sequence[Candidate], exercise: Exercise) -> tuple[Candidate, str]:
    """Return the file to grade, and the sentence that says what decided; docs/instructors.md argues the order.

    Nothing is run here: the rules go by the texts, and by what the download says of them.
    """
    rules: tuple[tuple[str, Callable[[Candidate], float], float], ...] = (
        (N_("Graded: {file}, which fills in the most parts. Also submitted: {others}."), _parts_of(exercise), 0.0),
        (N_("Graded: {file}, the newest of the files that fill in the most parts. Also submitted: {others}."),
         lambda one: one.label.order, 0.0),
        (N_("Graded: {file}, the newest of the files that fill in the most parts. Also submitted: {others}."),
         lambda one: one.saved, AT_ONCE),
        (N_("Graded: {file}, named after the exercise. Another file is as complete and as new. Also submitted: {others}."),
         lambda one: PurePosixPath(one.file).name.startswith(exercise.slug), 0.0),
        (N_("Graded: {file}, the notebook. A script is as complete and as new. Also submitted: {others}."),
         lambda one: kind(one.file) == ".ipynb", 0.0),
    )  # fmt: skip
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
    alike = N_("Graded: {file}, the last by name. Another file is as complete and as new. Also submitted: {others}.")
    return max(left, key=lambda one: one.file), alike


def _parts_of(exercise: Exercise) -> Callable[[Candidate], int]:
    return lambda one: _parts(one, exercise)


def _parts(candidate: Candidate, exercise: Exercise) -> int:
    """Count the parts that a file seems to fill in, going by its text alone."""
    wanted = {part.definition for part in exercise.parts}
    submission = candidate.text.submission()
    stubs = sum(cell.source.count(STUB) for cell in submission.cells)
    return max(0, len(wanted & defined_names(submission)) - stubs)


def _sentence(error: SubmissionError) -> Sentence:
    return error.sentence, {name: str(value) for name, value in error.facts.items()}
