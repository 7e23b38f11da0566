"""What is to be mended where the reference doesn't pass a check, or a starter does: told once a check, with the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from grader.exercise.fault import Fault as FileFault
from grader.exercise.files import CHECKS, SOLUTION, told_in
from grader.exercise.starters import script
from grader.grading.pipeline import Grader
from grader.i18n import N_
from grader.model import (
    CheckName,
    Difference,
    Exercise,
    Exited,
    Grade,
    NotPython,
    Outcome,
    Raised,
    Stopped,
    Submission,
    Trouble,
    Verdict,
)
from grader.submission.read import read_submission

Fault: TypeAlias = tuple[str, Mapping[str, object]]
"""A sentence that says what to mend, and its facts; a fact may be such a sentence itself."""
Listener = Callable[[str], None]
"""Told what is looked at now."""


@dataclass(slots=True)
class Tally:
    """Verdicts that should be others, by check: the first, its seed, and on how many seeds."""

    first: dict[CheckName, tuple[int, Verdict]] = field(default_factory=dict)
    seeds: dict[CheckName, int] = field(default_factory=dict)

    def add(self, seed: int, verdict: Verdict) -> None:
        """Count one verdict."""
        self.first.setdefault(verdict.check, (seed, verdict))
        self.seeds[verdict.check] = self.seeds.get(verdict.check, 0) + 1


def faults_of_grades(exercise: Exercise, grader: Grader, seeds: Sequence[int], listener: Listener) -> Iterator[Fault]:
    """Grade the reference and the starters on every seed, and yield what doesn't pass, and what does."""
    paths = {language: script(exercise, language) for language in exercise.outline.texts}
    given = {language: read_submission(path) for language, path in paths.items() if path.is_file()}
    unpassed, passed = Tally(), {language: Tally() for language in given}
    for seed in seeds:
        listener(f"{exercise.slug}: seed {seed}")
        for verdict in _graded(grader, exercise, exercise.own_reference.solution, seed).verdicts:
            if verdict.outcome is not Outcome.PASSED:
                unpassed.add(seed, verdict)
        for language, starter in given.items():
            for verdict in _graded(grader, exercise, starter, seed).verdicts:
                if verdict.outcome is Outcome.PASSED:
                    passed[language].add(seed, verdict)
    yield from _of_reference(exercise, unpassed, len(seeds))
    for language, tally in passed.items():
        yield from _of_starter(language, tally, len(seeds))


def _graded(grader: Grader, exercise: Exercise, submission: Submission, seed: int) -> Grade:
    return grader.grade(exercise, submission, seed=seed, listener=lambda _answered, _of: None)


def _of_starter(language: str, passed: Tally, seeds: int) -> Iterator[Fault]:
    sentence = N_(
        "The starter ({language}) passes {check} on {passed} of {seeds} seeds, first on seed {seed}, so students would "
        "get points for nothing: take the solution out of the starter, or have the check ask for more."
    )
    for check, (seed, _) in passed.first.items():
        facts = {"language": language, "check": check, "passed": passed.seeds[check], "seeds": seeds, "seed": seed}
        yield sentence, facts


def _of_reference(exercise: Exercise, unpassed: Tally, seeds: int) -> Iterator[Fault]:
    sentence = N_(
        "The reference does not pass {check} on {failed} of {seeds} seeds, first on seed {seed}, draw {draw}: {why}"
    )
    for check, (seed, verdict) in unpassed.first.items():
        facts = {"check": check, "failed": unpassed.seeds[check], "seeds": seeds, "seed": seed}
        yield sentence, {**facts, "draw": verdict.draw, "why": _why(exercise, verdict)}


def _why(exercise: Exercise, verdict: Verdict) -> Fault:
    """Return what came instead of a pass, and where to mend it."""
    if verdict.difference is not None:
        return _of_difference(verdict.difference)
    trouble: Trouble | NotPython | None = verdict.lacks.trouble if verdict.lacks else verdict.trouble
    if isinstance(trouble, Raised):
        return _of_error(exercise, trouble)
    if isinstance(trouble, Stopped):
        facts = {"limit": trouble.limit.value, "allowed": trouble.detail}
        return N_("it was stopped at a limit ({limit}: {allowed}). Make it cheaper, or raise the limit."), facts
    status = trouble.status if isinstance(trouble, Exited) else "?"
    return N_("its process ended by itself (status {status}). Look for what ends it in the solution."), {
        "status": status
    }


def _of_difference(found: Difference) -> Fault:
    facts = {"name": found.name, "expected": _value(found.expected), "actual": _value(found.actual)}
    if found.kind == "found":
        return N_("the check found {name} ({actual}). Fix the solution or the check."), facts
    return N_("{name} is {actual}, but the check expects {expected}. Fix the solution or the check."), facts


def _value(value: float | str | None) -> str:
    """Return a value with all digits that float32 tells apart."""
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _of_error(exercise: Exercise, error: Raised) -> Fault:
    said = f"{error.type}: {error.message}" if error.message else error.type
    if error.line is not None:
        return _at(exercise, said, FileFault(SOLUTION, "", error.line))
    if error.asked_at is not None:
        return _at(exercise, said, FileFault(CHECKS, "", error.asked_at))
    return N_("{error} was raised. Fix the solution or the check."), {"error": said}


def _at(exercise: Exercise, error: str, place: FileFault) -> Fault:
    (place,) = told_in(exercise.own_reference.folder, [place])
    facts = {"error": error, "file": place.file, "line": place.line}
    return N_("{error} was raised in {file}, line {line}. Fix it there."), facts
