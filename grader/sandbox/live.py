"""Ask the definitions of a notebook that is running, in its own process.

Quick, and between a student and themselves: the student's own process compares nothing, but it could answer anything.
Nothing of the solution is there.
"""

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import replace

from grader.model import Evidence, Exercise, Isolation, Observation
from grader.sandbox import loader, tensors, worker
from grader.speech import N_


def observe_live(exercise: Exercise, namespace: dict[str, object], *, seed: int) -> Evidence:
    """Ask every question of the exercise of the names in `namespace`, and give the evidence."""
    started = time.monotonic()
    checks, draw = worker.probes_of(exercise.probes)
    work = loader.Work(namespace)
    observations = {}
    for question in exercise.questions():
        asked, printed = time.monotonic(), io.StringIO()
        tensors.seed(seed + question.draw)
        with contextlib.redirect_stdout(printed):
            seen: Observation = worker.observed(
                checks[question.check], work, draw(seed, question.draw), "", exercise.limits.check_s
            )
        observations[question] = replace(seen, printed=printed.getvalue(), seconds=time.monotonic() - asked)
    unconfined = Isolation(missing=(N_("everything: it ran in this notebook's own process"),))
    seconds = time.monotonic() - started
    return Evidence(observations, seed, versions=tensors.versions(), isolation=unconfined, seconds=seconds)
