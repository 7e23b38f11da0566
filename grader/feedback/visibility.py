"""How much of a grade its student may see, decided here for every report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from grader.errors import UsageError
from grader.model import Difference, Grade, Outcome, Verdict

SEED_VARIABLE = "GRADETAPE_SEED"
SEEDS = 2**31


class Feedback(str, Enum):
    """What a report tells: everything; what is wrong but not what would be right; or the points alone."""

    FULL = "full"
    HINTS = "hints"
    SCORE = "score"


def choose(seed: int | None, wish: str | None, environment: Mapping[str, str]) -> tuple[int | None, Feedback]:
    """Return the seed asked for, None for any, and how much is told.

    A seed from the environment is a secret: of its expected values nothing is told unless somebody asks for all.
    Raises UsageError if it is no seed.
    """
    secret = environment.get(SEED_VARIABLE)
    if seed is not None or not secret:
        return seed, Feedback(wish or Feedback.FULL)
    if not (secret.isascii() and secret.isdecimal() and int(secret) < SEEDS):
        raise UsageError(
            "{name} is set, but it is not a whole number from 0 to {most}.", name=SEED_VARIABLE, most=SEEDS - 1
        )
    return int(secret), Feedback(wish or Feedback.HINTS)


def withhold(grade: Grade, feedback: Feedback) -> Grade:
    """Return the grade without what its student may not see.

    The seed goes with the expected values: whoever has it can have them shown. So do the plots, in which the
    reference's numbers are drawn. Points and outcomes always stay, and so does the word that a check itself is broken.
    """
    if feedback is Feedback.FULL:
        return grade
    told = _hinted if feedback is Feedback.HINTS else _scored
    return replace(
        grade,
        verdicts=tuple(told(verdict) for verdict in grade.verdicts),
        # That a module or a file isn't there tells nothing of what would be right.
        problems=tuple(p for p in grade.problems if feedback is Feedback.HINTS or p.module or p.file),
        plots=(),
        seed=None,
    )


def _hinted(verdict: Verdict) -> Verdict:
    # What happened to the reference tells of the reference.
    trouble = None if verdict.outcome is Outcome.BROKEN else verdict.trouble
    return replace(verdict, difference=_without_expected(verdict.difference), trouble=trouble)


def _without_expected(difference: Difference | None) -> Difference | None:
    return None if difference is None else replace(difference, expected=None, withheld=True)


def _scored(verdict: Verdict) -> Verdict:
    """Keep what the points follow from; a verdict without its cause has no sentences."""
    return Verdict(
        verdict.check,
        verdict.part,
        verdict.outcome,
        cause=verdict.cause if verdict.outcome is Outcome.BROKEN else None,
        carried_forward=verdict.carried_forward,
        because_of=verdict.because_of if verdict.carried_forward else None,
        seconds=verdict.seconds,
        by_values=verdict.by_values,
        untried=verdict.untried,
        live=verdict.live,
    )
