"""Run a submission, or the reference, and return its evidence; `run.py` draws how."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from grader.model import Evidence, Exercise, Isolation, Limits, Question, StandIns, Submission
from grader.sandbox.supervisor.dialogue import HELLO_S, Dialogue
from grader.sandbox.supervisor.launcher import Launcher
from grader.sandbox.supervisor.run import Choose, Known, Listener, Partly, Run

PATIENCE = 3
"""So many times the limits of a submission are those of a reference that didn't finish in them."""
NOTHING_LENT = StandIns()
NOBODYS = Submission("", "nobodys", "", ())
"""A submission without a line."""


def _silent(_answered: int, _of: int) -> None:
    pass


def observe(
    launcher: Launcher,
    exercise: Exercise,
    submission: Submission,
    *,
    seed: int,
    listener: Listener = _silent,
    questions: Sequence[Question] | Choose | None = None,
    stand_ins: StandIns = NOTHING_LENT,
    left_out: Sequence[int] = (),
    spent_s: float = 0.0,
    known: Known | None = None,
    only: Collection[str] | None = None,
    partly: Partly | None = None,
) -> Evidence:
    """Run a submission (or the reference) and give its evidence; raises MachineError and InternalError only.

    All questions of the exercise are asked, unless some are named, or chosen one after another. Who chooses sees the answers
    of this process; what `Check.then` makes of one is in the evidence alone. `stand_ins` take the place of what the submission
    defines; nothing of such a run is to be shown. `left_out` are the statements that an earlier run left out, `spent_s`
    is the time that earlier runs of the same submission took: the limit is on all of them together. What is `known` isn't
    asked; a function that knows nothing still has the evidence tell what each definition is made of. With `only`, nothing
    else of the submission is run than what defines these names. `partly` hears of the evidence so far, after each answer.
    """
    run = Run(
        launcher,
        exercise,
        submission,
        seed=seed,
        stand_ins=stand_ins,
        left_out=left_out,
        spent_s=spent_s,
        known=known,
        only=only,
    )
    with launcher.turns.beside():
        evidence = run.evidence(exercise.questions.all() if questions is None else questions, listener, partly)
        return _gone_on_with(launcher, exercise, evidence, but=run.recalled)


def observe_reference(launcher: Launcher, exercise: Exercise, *, seed: int) -> Evidence:
    """Run the reference and give its evidence; what it gives doesn't depend on what runs beside it.

    If it doesn't finish, it is run again alone, with more time: what a submission takes of the machine is not its fault.
    """
    first = observe(launcher, exercise, exercise.own_reference.solution, seed=seed)
    if not first.left_out and not any(seen.cause and seen.cause.is_stop for seen in first.observations.values()):
        return first
    longer = {name: PATIENCE * getattr(exercise.questions.limits, name) for name in ("check_s", "run_s")}
    patient = exercise.within(replace(exercise.questions.limits, **longer))
    run = Run(launcher, patient, exercise.own_reference.solution, seed=seed, stand_ins=NOTHING_LENT, left_out=())
    with launcher.turns.alone():
        return _gone_on_with(launcher, patient, run.evidence(exercise.questions.all(), _silent))


def _gone_on_with(
    launcher: Launcher, exercise: Exercise, evidence: Evidence, but: Collection[Question] = ()
) -> Evidence:
    """Take what some probes gave to a new child, in which no submission was ever loaded, and return what it makes of it.

    Questions in `but` are answered already.

    Whatever a submission did to TensorFlow, to Keras or to its own classes stays in the child that it did it in.
    """
    goes_on = {check.name for check in exercise.questions.checks if check.then is not None}
    given = {
        question: seen
        for question, seen in evidence.observations.items()
        if question.check in goes_on and seen.cause is None and question not in but
    }
    if not given:
        return evidence
    run = Run(
        launcher,
        exercise,
        NOBODYS,
        seed=evidence.seed,
        stand_ins=NOTHING_LENT,
        left_out=(),
        spent_s=evidence.spent_s,
        given=given,
    )
    made = run.evidence(tuple(given), _silent)
    answers = {
        question: replace(
            made.observations[question], printed=seen.printed, seconds=seen.seconds, looked_up=seen.looked_up
        )
        for question, seen in given.items()
    }
    return replace(
        evidence,
        observations={**evidence.observations, **answers},
        seconds=evidence.seconds + made.seconds,
        cut_short=evidence.cut_short or made.cut_short,
        spent_s=made.spent_s,
    )


def introduce(launcher: Launcher, limits: Limits) -> tuple[Mapping[str, str], Isolation]:
    """Start a child, hear what versions it has and what confines it, and end it; raises MachineError."""
    versions = launcher.ready()
    worker = Dialogue(launcher.start(limits), limits, time.monotonic() + HELLO_S)
    try:
        hello = worker.hello()
    finally:
        worker.end()
    return hello.versions or versions, hello.isolation
