"""One entry a student: of several files the one to grade, and for a student without one the reason why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from grader.collect import sources
from grader.collect.names import ARCHIVE, SUFFIXES, Label, kind, label
from grader.errors import SubmissionError
from grader.model import Exercise, Submission
from grader.speech import N_
from grader.submission import defined_names, parse_submission
from grader.twins import text_digest

STUB = "NotImplementedError"
# Of one student; more are no choice of theirs but a library that was handed in along.
MOST_FILES = 60
WITHOUT_FILES = N_("Nothing that can be graded was handed in: there is no .py and no .ipynb.")

Sentence = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """What a file was read as: its digest, and the text itself, which is only fetched where it is needed."""

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
    entry = Collected(pile.label.student, pile.label.name, pile.label.file, pile.label.upload)
    candidates: list[Candidate] = []
    errors: list[SubmissionError] = []
    for about, file in pile.files[:MOST_FILES]:
        try:
            candidates += _candidates(about, file, read, errors)
        except SubmissionError as error:  # noqa: PERF203 (one bad file must not hide the next)
            errors.append(error)
    if not candidates:
        refusal = _sentence(errors[0]) if errors else (WITHOUT_FILES, {})
        return replace(entry, refusal=refusal)
    # The text of an only file needn't be fetched.
    best = candidates[0] if len(candidates) == 1 else max(candidates, key=lambda one: _rank(one, exercise))
    return replace(
        entry,
        file=best.file,
        upload=best.label.upload,
        file_digest=best.file_digest,
        text=best.text,
        note=_note(best, candidates, exercise),
    )


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
        try:
            text = inner.read()
            digest = hashlib.sha256(text).hexdigest() + kind(name)
            found = read(text, PurePosixPath(inner.parts[-1]), digest)
            yield Candidate(about, f"{about.file}/{name}", digest, inner.saved, found)
        except SubmissionError as error:
            errors.append(error)
    if not within:
        errors.append(SubmissionError("{path}: there is no .py and no .ipynb in this archive.", path=about.file))


def _counts(parts: Sequence[str]) -> bool:
    return kind(parts[-1]) in SUFFIXES and label(["student", *parts]) is not None


def _rank(candidate: Candidate, exercise: Exercise) -> tuple[int, bool, int, float, str]:
    """Prefer the file that defines the most parts, stubs not counted; then the exercise's own name; then the newest."""
    named = PurePosixPath(candidate.file).name.startswith(exercise.slug)
    return _parts(candidate, exercise), named, candidate.label.order, candidate.saved, candidate.file


def _parts(candidate: Candidate, exercise: Exercise) -> int:
    """Count the parts that a file seems to fill in, going by its text alone."""
    wanted = {part.definition for part in exercise.parts}
    submission = candidate.text.submission()
    stubs = sum(cell.source.count(STUB) for cell in submission.cells)
    return max(0, len(wanted & defined_names(submission)) - stubs)


def _note(best: Candidate, candidates: Iterable[Candidate], exercise: Exercise) -> Sentence | None:
    others = [candidate for candidate in candidates if candidate is not best]
    if not others:
        return None
    files = ", ".join(sorted(other.file for other in others))
    if all(_parts(other, exercise) == _parts(best, exercise) for other in others):
        sentence = N_("Graded was {file}, the newest of several; also handed in: {others}.")
    else:
        sentence = N_("Graded was {file}, which has the most parts; also handed in: {others}.")
    return sentence, {"file": best.file, "others": files}


def _sentence(error: SubmissionError) -> Sentence:
    return error.sentence, {name: str(value) for name, value in error.facts.items()}
