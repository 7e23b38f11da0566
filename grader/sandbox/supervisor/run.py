"""How student code is run: the trusted side.

    grade (no TensorFlow, no student code)
      │  control socket: "fork one, here are its pipes"        clean environment, no secrets
      ├───────────────────────────────► fork server (TensorFlow loaded, single thread, never runs an operation)
      │                                     │ fork, once a run
      │   orders (JSON lines) ────────────► child: confines itself, loads the submission, answers questions
      │ ◄──────────────── evidence (frames)   │
      │ ◄──────── output (whatever it prints) │
      │ ◄──────── pidfd and exit status ──── fork server

The reference runs the same way in a child of its own; no child ever holds the solution or the evidence of another.
What some probes give, as the bytes of a saved file, is taken on to one more child that loads no submission.
The parent asks one question at a time and waits for its answer with its own clock, memory watch and caps; then it
reads what was printed so far, so that prints belong to their question. A child that dies, overruns, floods or sends
what is no evidence is a casualty: the question it was at is marked with the cause, its part (and every check that uses
it) is not asked again, and a new child goes on with the rest. A statement that does so while the submission is loaded
is left out of the next child's loading, and of every later run of this submission that is told of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from grader.errors import InternalError
from grader.model import (
    Cause,
    Check,
    Evidence,
    Exercise,
    Exited,
    Isolation,
    Limit,
    Limits,
    MisconceptionName,
    Observation,
    PartName,
    Question,
    Span,
    StandIns,
    Stopped,
    Submission,
)
from grader.reasons import Reason
from grader.sandbox.protocol import frames
from grader.sandbox.supervisor.dialogue import HELLO_S, Casualty, Dialogue
from grader.sandbox.supervisor.launcher import Launcher
from grader.sandbox.supervisor.requirements import require

LOADING_CASUALTIES = 3
PATIENCE = 3
"""So many times the limits of a submission are those of a reference that didn't finish in them."""
NOTHING_LENT = StandIns()
NOBODYS = Submission("", "nobodys", "", ())
"""A submission without a line."""

Listener = Callable[[int, int], None]
"""Told how many questions of how many are answered, also while one is waited for; what it raises ends the run."""


class Run:
    """One submission's run, over as many children as it takes."""

    def __init__(
        self,
        launcher: Launcher,
        exercise: Exercise,
        submission: Submission,
        *,
        seed: int,
        stand_ins: StandIns,
        left_out: Sequence[int],
        spent_s: float = 0.0,
        given: Mapping[Question, Observation] = MappingProxyType({}),
    ) -> None:
        self._launcher = launcher
        self._exercise = exercise
        self._submission = submission
        self._seed = seed
        self._stand_ins = stand_ins
        self._checks: Mapping[str, Check] = {check.name: check for check in exercise.questions.checks}
        self._spoiled: dict[PartName | MisconceptionName, Cause] = {}
        self._given_up: Cause | None = None
        self._left_out = list(left_out)
        self._casualties: list[Stopped | Exited] = []
        self._hello = frames.Hello(Isolation(), {})
        self._loaded = frames.Loaded({}, ())
        self._dialogue: Dialogue | None = None
        self._given = given
        self._left_s = exercise.questions.limits.run_s - spent_s
        self._deadline = 0.0
        self._waiting: Callable[[], None] = lambda: None

    def evidence(self, questions: Sequence[Question], listener: Listener) -> Evidence:
        """Ask the questions and give all observations."""
        self._launcher.ready()
        started = time.monotonic()
        observations = {}
        try:
            for number, question in enumerate(questions, start=1):
                self._waiting = partial(listener, number - 1, len(questions))
                observations[question] = self._observation(question)
                listener(number, len(questions))
        finally:
            self._end_dialogue()
        definitions: Mapping[str, Span] = self._loaded.definitions
        return Evidence(
            observations,
            self._seed,
            definitions,
            (*self._loaded.problems, *self._casualties),
            self._hello.versions,
            self._hello.isolation,
            time.monotonic() - started,
            left_out=tuple(self._left_out),
            cut_short=self._given_up is not None,
            spent_s=self._exercise.questions.limits.run_s - self._time_left(),
            sketches=self._loaded.sketches,
            kinds=self._loaded.kinds,
        )

    def _time_left(self) -> float:
        """Return how long the submission may still run; its clock starts with its first child."""
        deadline = self._dialogue.deadline if self._dialogue else self._deadline
        return deadline - time.monotonic() if deadline else self._left_s

    def _late(self) -> Stopped | None:
        """Return the limit of the whole submission, if its time is up."""
        over = self._given_up is Cause.TIMED_OUT and self._time_left() <= 0
        return Stopped(Limit.RUN, f"{self._exercise.questions.limits.run_s:g}") if over else None

    def _observation(self, question: Question) -> Observation:
        check = self._checks[question.check]
        parts = (question.instead or check.part, *check.calls)
        spoiled = next((self._spoiled[part] for part in parts if part in self._spoiled), None)
        while self._dialogue is None and not spoiled and not self._given_up:
            self._begin()
        if spoiled or self._given_up or self._dialogue is None:
            return Observation(cause=spoiled or self._given_up, trouble=None if spoiled else self._late(), asked=False)
        asked = time.monotonic()
        try:
            given = self._given.get(question)
            # Where an answer is gone on with, there are no definitions that could stand in for one another.
            instead = None if given else self._exercise.place_of(question.instead)
            observation = self._dialogue.ask(question, instead, given)
        except Casualty as casualty:
            trouble = self._told(casualty)
            observation = Observation(cause=casualty.cause, trouble=trouble, seconds=time.monotonic() - asked)
        if observation.cause and observation.cause.ends_process:
            self._spoiled[parts[0]] = observation.cause
            # Also one that answered: what an alarm interrupted may be in any state.
            self._end_dialogue()
        if self._time_left() < 0:
            self._given_up = Cause.TIMED_OUT
        return observation

    def _begin(self) -> None:
        """Start a child and load the submission into it; after a casualty, `left_out` or `given_up` has grown."""
        if self._time_left() <= 0:
            self._given_up = Cause.TIMED_OUT
            return
        child = self._launcher.start(self._exercise.questions.limits)
        # From here, since it may have waited for another run to end.
        self._deadline = self._deadline or time.monotonic() + self._left_s
        self._dialogue = Dialogue(child, self._exercise.questions.limits, self._deadline, lambda: self._waiting())  # noqa: PLW0108 (that of the question at hand)
        try:
            self._hello = self._dialogue.hello()
            require(self._launcher, self._hello.isolation)
            self._loaded = self._dialogue.load(
                self._exercise,
                self._submission,
                seed=self._seed,
                left_out=self._left_out,
                stand_ins=self._stand_ins,
            )
        except Casualty as casualty:
            running = self._dialogue.running
            trouble = self._told(casualty)
            if running is not None:
                trouble = replace(trouble, line=running.line, lost=running.names)
            self._casualties.append(trouble)
            if (
                running is None
                or self._time_left() < 0
                or len(self._casualties) >= LOADING_CASUALTIES
                or running.statement in self._left_out
            ):
                self._given_up = casualty.cause
            else:
                self._left_out.append(running.statement)

    def _told(self, casualty: Casualty) -> Stopped | Exited:
        """End the child and say what is known of its end; a fork server that is gone is our fault, not the student's."""
        status = self._end_dialogue()
        if casualty.stopped is not None:
            return casualty.stopped
        if status is None:
            raise InternalError(Reason.SERVER_ENDED, error="no exit status")
        return Exited(status)

    def _end_dialogue(self) -> int | None:
        if self._dialogue is None:
            return None
        worker, self._dialogue = self._dialogue, None
        self._deadline = worker.deadline
        return worker.end()


def _silent(_answered: int, _of: int) -> None:
    pass


def observe(
    launcher: Launcher,
    exercise: Exercise,
    submission: Submission,
    *,
    seed: int,
    listener: Listener = _silent,
    questions: Sequence[Question] | None = None,
    stand_ins: StandIns = NOTHING_LENT,
    left_out: Sequence[int] = (),
    spent_s: float = 0.0,
) -> Evidence:
    """Run a submission (or the reference) and give its evidence; raises MachineError and InternalError only.

    All questions of the exercise are asked, unless some are named. `stand_ins` take the place of what the submission
    defines; nothing of such a run is to be shown. `left_out` are the statements that an earlier run left out, `spent_s`
    is the time that earlier runs of the same submission took: the limit is on all of them together.
    """
    run = Run(launcher, exercise, submission, seed=seed, stand_ins=stand_ins, left_out=left_out, spent_s=spent_s)
    with launcher.turns.beside():
        evidence = run.evidence(exercise.questions.all() if questions is None else questions, listener)
        return _gone_on_with(launcher, exercise, evidence)


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


def _gone_on_with(launcher: Launcher, exercise: Exercise, evidence: Evidence) -> Evidence:
    """Take what some probes gave to a new child, in which no submission was ever loaded, and return what it makes of it.

    Whatever a submission did to TensorFlow, to Keras or to its own classes stays in the child that it did it in.
    """
    goes_on = {check.name for check in exercise.questions.checks if check.then is not None}
    given = {q: seen for q, seen in evidence.observations.items() if q.check in goes_on and seen.cause is None}
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
        question: replace(made.observations[question], printed=seen.printed, seconds=seen.seconds)
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
