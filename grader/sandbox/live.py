"""Ask the definitions of a notebook that is running, in its own process.

Quick, and between a student and themselves: the student's own process compares nothing, but it could answer anything.
Nothing of the solution is there.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace

from grader.model import Evidence, Exercise, Isolation, Observation, Question
from grader.sandbox import loader, tensors, worker
from grader.speech import N_


def observe_live(exercise: Exercise, namespace: dict[str, object], *, seed: int) -> Evidence:
    """Ask every question of the exercise of the names in `namespace`, and give the evidence."""
    started = time.monotonic()
    with _temporary_files():
        observations = _observations(exercise, namespace, seed)
    unconfined = Isolation(missing=(N_("everything: it ran in this notebook's own process"),))
    seconds = time.monotonic() - started
    return Evidence(observations, seed, versions=tensors.versions(), isolation=unconfined, seconds=seconds)


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


def _observations(exercise: Exercise, namespace: dict[str, object], seed: int) -> dict[Question, Observation]:
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
    return observations
