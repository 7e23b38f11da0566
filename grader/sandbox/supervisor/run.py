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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from grader.errors import InternalError
from grader.model import (
    Cause,
    Check,
    Definition,
    Evidence,
    Exercise,
    Exited,
    Isolation,
    Limit,
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
from grader.sandbox.supervisor.dialogue import Casualty, Dialogue
from grader.sandbox.supervisor.launcher import Launcher
from grader.sandbox.supervisor.requirements import require

LOADING_CASUALTIES = 3

Known: TypeAlias = Callable[[Question, Mapping[str, Definition]], Observation | None]
"""Gives the answer of a submission with this graph, if it was asked of one before that is made of the same."""
Choose: TypeAlias = Callable[[Mapping[Question, Observation]], Question | None]
"""Gives the question to be asked next, from the answers so far; None ends the run."""
Partly: TypeAlias = Callable[[Evidence], None]
"""Told of a submission's evidence so far, after each answer."""
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
        known: Known | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        self.recalled = set[Question]()
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
        self._known = known
        self._only = only
        self._graph: Mapping[str, Definition] | None = None
        self._left_s = exercise.questions.limits.run_s - spent_s
        self._deadline = 0.0
        self._waiting: Callable[[], None] = lambda: None

    def evidence(
        self, questions: Sequence[Question] | Choose, listener: Listener, partly: Partly | None = None
    ) -> Evidence:
        """Ask the questions, or those that are chosen one after another, and give all observations."""
        self._launcher.ready()
        started = time.monotonic()
        observations: dict[Question, Observation] = {}
        choose, of = (questions, 0) if callable(questions) else (_in_order(questions), len(questions))
        try:
            while (question := choose(observations)) is not None:
                number, most = len(observations), max(of, len(observations) + 1)
                self._waiting = partial(listener, number, most)
                observations[question] = self._observation(question)
                listener(number + 1, most)
                if partly:
                    partly(self._found(observations, started))
        finally:
            self._end_dialogue()
        return self._found(observations, started)

    def _found(self, observations: Mapping[Question, Observation], started: float) -> Evidence:
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
            graph=self._graph,
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
        if self._known and self._graph is not None and (known := self._known(question, self._graph)) is not None:
            self.recalled.add(question)
            return known
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
                graph=self._known is not None,
                only=self._only,
            )
            self._graph = self._dialogue.graph
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


def _in_order(questions: Sequence[Question]) -> Choose:
    waiting = iter(questions)
    return lambda _observations: next(waiting, None)
