"""What an exercise says of values that no probe gives, so that it would have no effect; the reference's run shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from grader.exercise.fault import Fault, like
from grader.exercise.faults import line_of
from grader.exercise.files import CHECKS, SETTINGS
from grader.grading.judge import judged
from grader.model import Check, CheckName, Evidence, Exercise, Outcome


def faults_of_values(exercise: Exercise, reference: Evidence) -> Iterator[Fault]:
    """Yield the names that no probe gives, and the checks that a run without values passes.

    Nothing is said where the reference itself fails: it gives no values then.
    """
    if any(seen.cause for seen in reference.observations.values()):
        return
    given: dict[CheckName, set[str]] = {}
    for question, seen in reference.observations.items():
        given.setdefault(question.check, set()).update(seen.values)
    yield from _of_epochs(exercise, given)
    yield from _of_plots(exercise, given)
    for check in exercise.questions.checks:
        if given[check.name] and _passes_nothing(check, reference):
            text = (
                f"{check.name} passes a run that gives no value: `expect` names none that the probe gives; "
                f"it gives {', '.join(sorted(given[check.name]))}"
            )
            yield Fault(CHECKS, text, line_of(check))


def _of_epochs(exercise: Exercise, given: Mapping[CheckName, set[str]]) -> Iterator[Fault]:
    compared = {other.name for check in exercise.questions.checks for other in check.compares}
    known = compared.union(*given.values())
    for name in exercise.outline.epochs:
        if name not in known:
            yield Fault(
                SETTINGS, f"epochs names {name}, which no probe gives{like(name, known)}", keys=("epochs", name)
            )


def _of_plots(exercise: Exercise, given: Mapping[CheckName, set[str]]) -> Iterator[Fault]:
    for index, drawing in enumerate(exercise.questions.drawings):
        known = given[drawing.check]
        for key, value in drawing.values.items():
            for name in dict.fromkeys(_names(value)):
                if name not in known:
                    text = f"plot {drawing.name} names {name}, which the probe of {drawing.check} doesn't give"
                    yield Fault(SETTINGS, text + like(name, known), keys=("plots", index, key))


def _names(value: Any) -> Iterator[str]:
    """Yield the names in what a plot takes: one, a list of them, or steps from some to others."""
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _names(inner)


def _passes_nothing(check: Check, reference: Evidence) -> bool:
    """Whether a check passes a run whose probe gave no value and printed nothing; one that raises then doesn't."""
    emptied = {
        question: replace(seen, values={}, printed="")
        for question, seen in reference.observations.items()
        if question.check == check.name
    }
    empty = replace(reference, observations={**reference.observations, **emptied})
    try:
        return judged(check, reference, empty).outcome is Outcome.PASSED
    except Exception:  # noqa: BLE001 (whatever the author's expectation raises where a value is missing)
        return False
