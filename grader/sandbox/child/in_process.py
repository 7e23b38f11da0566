"""Ask the definitions of a notebook that is running, in its own process, where no cell has their source.

That is so for what was imported from a module of the student's own, or run with `%run`: a confined process can't read it.
It is between a student and themselves: the student's own process compares nothing, but it could answer anything. Nothing
of the solution is there.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from grader.model import Cause, CheckName, Evidence, Exercise, Observation, PartName, Promise, Question, Raised, nested
from grader.sandbox.child import main, submission_loader, tensorflow
from grader.sandbox.child.module_state import ModuleState
from grader.sandbox.protocol.limits import at_a_limit


def with_live(exercise: Exercise, namespace: dict[str, object], evidence: Evidence) -> Evidence:
    """Return the evidence, with what the confined process found undefined asked of the names in `namespace`.

    Every check that uses such a part is asked there as a whole: one observation never mixes two processes.
    """
    live = _without_source(exercise, namespace, evidence)
    if not live:
        return evidence
    started = time.monotonic()
    asked = [question for question in exercise.questions.all() if question.check in live]
    with _temporary_files():
        observations = _observations(exercise, asked, namespace, evidence.seed)
    missing = (*evidence.isolation.missing, Promise.NOTHING_OUTSIDE)
    return replace(
        evidence,
        observations={**evidence.observations, **observations},
        isolation=replace(evidence.isolation, missing=missing),
        versions=evidence.versions or tensorflow.versions(),
        seconds=evidence.seconds + time.monotonic() - started,
        live=live,
    )


def _without_source(
    exercise: Exercise, namespace: Mapping[str, object], evidence: Evidence
) -> Mapping[CheckName, PartName]:
    """Return the checks that use a part which the confined process lacks and the notebook has, each with that part."""
    missing = {
        seen.trouble.message
        for seen in evidence.observations.values()
        if seen.cause is Cause.MISSING and isinstance(seen.trouble, Raised)
    }
    parts = [
        part.name for part in exercise.outline.parts if part.definition in missing and part.definition in namespace
    ]
    used = {check.name: (check.part, *check.uses) for check in exercise.questions.checks}
    first = {name: next((part for part in parts if part in uses), None) for name, uses in used.items()}
    return {name: part for name, part in first.items() if part is not None}


@contextlib.contextmanager
def _temporary_files() -> Iterator[None]:
    """Put what probes write where it is removed afterwards."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _observations(
    exercise: Exercise, questions: Sequence[Question], namespace: dict[str, object], seed: int
) -> dict[Question, Observation]:
    state = ModuleState(namespace)
    checks, draw = main.probes_of(exercise.questions.probes, exercise.questions.helpers, state)
    work = submission_loader.StudentModule(namespace)
    observations = {}
    for question in questions:
        asked, printed = time.monotonic(), io.StringIO()
        tensorflow.seed(seed + question.draw)
        check, drawn = checks[question.check], draw(seed, question.draw)
        state.remember(drawn)
        with contextlib.redirect_stdout(printed):
            seen: Observation = main.observed(partial(check.probe, work, drawn), "", exercise.questions.limits.check_s)
            if check.then is not None and seen.cause is None:
                seen = main.observed(
                    partial(check.then, drawn, nested(seen.values)), "", exercise.questions.limits.check_s
                )
        # After each, and so after the last: the notebook goes on as if nothing had been asked.
        state.put_back()
        seen = at_a_limit(seen, exercise.questions.limits)
        observations[question] = replace(seen, printed=printed.getvalue(), seconds=time.monotonic() - asked)
    return observations
