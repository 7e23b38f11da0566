"""Ask one child: one question at a time, with the trusted side's own clock, memory watch and caps."""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from grader.errors import InternalError
from grader.model import (
    Cause,
    Definition,
    Exercise,
    Limit,
    Limits,
    Observation,
    Question,
    StandIns,
    Stopped,
    Submission,
)
from grader.reasons import Reason
from grader.sandbox.protocol import decoder, extent, frames
from grader.sandbox.protocol.limits import at_a_limit
from grader.sandbox.protocol.orders import Ask, Load, Order, to_line
from grader.sandbox.supervisor.clock import Clock
from grader.sandbox.supervisor.lending import packed
from grader.sandbox.supervisor.process import ChildProcess
from grader.sandbox.supervisor.usage import Watch

TICK_S = 0.02
# A child that is told that its time is up tells the line; this is how much longer the parent waits for it.
GRACE_S = 1.0
# Loading TensorFlow in a fresh process counts here; a fork says hello at once.
HELLO_S = 180.0
CHUNK = 64 * 1024
FLOOD = 16
"""A run may print this many times what is kept of one question."""


class Casualty(Exception):
    """A child that can't be asked any more: why, and at which limit; without one it has ended by itself."""

    def __init__(self, cause: Cause, stopped: Stopped | None = None) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.stopped = stopped


class Dialogue:
    """One child from its first order to its end."""

    def __init__(
        self, child: ChildProcess, limits: Limits, deadline: float, waiting: Callable[[], None] = lambda: None
    ) -> None:
        self._child = child
        self._limits = limits
        self.deadline = deadline
        # Until it is ready, a child is the grader's own and not on the submission's clock.
        self._ready = False
        self._unsent = b""
        self._decoder = decoder.Decoder()
        self._extent = extent.Extent.of("")
        self._messages: deque[frames.Message] = deque()
        self._printed = bytearray()
        self._printed_total = 0
        self._selector = selectors.DefaultSelector()
        self._selector.register(child.evidence, selectors.EVENT_READ)
        self._selector.register(child.output, selectors.EVENT_READ)
        self._handlers = {
            child.orders: self._write_orders,
            child.evidence: self._read_evidence,
            child.output: self._read_output,
        }
        self._watch = Watch(child.pid, child.folder, limits)
        self._waiting = waiting
        self._looked_at = 0.0
        self._prints = True
        self._told = False
        self.running: frames.Running | None = None
        self.graph: Mapping[str, Definition] | None = None

    def hello(self) -> frames.Hello:
        """Wait until the child is confined; raises InternalError, since no student code is there yet."""
        try:
            hello = self._next(HELLO_S)
        except Casualty as casualty:
            self._read_output()
            said = self._printed.decode("utf-8", "replace").strip()
            raise InternalError(
                Reason.NOT_READY,
                cause=casualty.cause.value,
                said=said or "it said nothing",
            ) from casualty
        if not isinstance(hello, frames.Hello):
            raise InternalError(Reason.NOT_READY, cause="no hello", said="it said nothing")
        # From here on: what it used to come this far is not the student's.
        self._ready = True
        self._watch = Watch(self._child.pid, self._child.folder, self._limits)
        return hello

    def load(
        self,
        exercise: Exercise,
        submission: Submission,
        *,
        seed: int,
        left_out: list[int],
        stand_ins: StandIns,
        graph: bool = False,
        only: Collection[str] | None = None,
    ) -> frames.Loaded:
        """Have the submission loaded; raises Casualty, with `running` telling at which statement.

        With `graph`, what its definitions are made of is asked for, and kept if it is known and nothing of it failed. With
        `only`, nothing else is run than what defines these names.
        """
        self._extent = extent.Extent.of("".join(cell.source for cell in submission.cells))
        order = Load(
            probes=exercise.questions.probes,
            helpers=exercise.questions.helpers,
            files=exercise.questions.files,
            module_name=submission.module_name,
            cells=tuple(cell.source for cell in submission.cells),
            seed=seed,
            left_out=tuple(left_out),
            lent=packed(stand_ins),
            drawing=exercise.questions.modules.drawing,
            logical_devices=exercise.questions.logical_devices,
            wanted=tuple(part.definition for part in exercise.outline.parts),
            graph=graph,
            only=None if only is None else tuple(sorted(only)),
        )
        self._send(order)
        try:
            read = self._next(self._limits.check_s)
            if not isinstance(read, frames.Read):
                raise self._refused("a statement before it was read")
            while isinstance(message := self._next(self._limits.check_s), frames.Running):
                self.running = message
        except Casualty:
            self._catch_up()
            raise
        if not isinstance(message, frames.Loaded):
            raise self._refused("an answer before any question")
        self.graph = None if message.problems or left_out else read.graph
        return message

    def ask(
        self, question: Question, instead: tuple[str, str] | None = None, given: Observation | None = None
    ) -> Observation:
        """Ask one question, with the second definition `instead` of the first; raises Casualty.

        With an observation `given`, its values are gone on with, and the probe isn't run.
        """
        if self._messages:
            raise self._refused("an answer before any question")
        self._printed.clear()
        self._told = False
        asked = time.monotonic()
        text = None if given is None else frames.text_of(given)
        self._send(Ask(question.check, question.draw, instead, text))
        message = self._next(self._limits.check_s, GRACE_S)
        if not isinstance(message, frames.Answer):
            raise self._refused("no answer to a question")
        seconds = time.monotonic() - asked
        self._read_output()
        if message.observation.cause is Cause.KILLED:
            raise self._refused("an answer of a process that says it was killed")
        seen = at_a_limit(message.observation, self._limits)
        return replace(seen, printed=self._printed.decode("utf-8", "replace"), seconds=seconds)

    def end(self) -> int | None:
        """End the child and tell its exit status."""
        self._selector.close()
        return self._child.end()

    def _send(self, order: Order) -> None:
        """Have an order written while its answer is waited for, so that the answer's clock runs for both."""
        self._unsent = to_line(order)
        self._selector.register(self._child.orders, selectors.EVENT_WRITE)

    def _write_orders(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._child.orders, self._unsent) :]
        except BlockingIOError:
            return
        except ConnectionError:
            # A child that is gone shows itself at the next read.
            self._unsent = b""
        if not self._unsent:
            self._selector.unregister(self._child.orders)

    def _next(self, limit_s: float, grace_s: float = 0.0) -> frames.Message:
        """Return the next message; a Casualty if there is none in time, or the child does what ends it.

        With a grace, a child whose time is up is told so, and has that long to say at which line it is.
        """
        clock = Clock(self._child.pid)
        try:
            while not self._messages:
                for key, _ in self._selector.select(TICK_S):
                    self._handlers[key.fd]()
                if not self._messages:
                    self._look(clock, limit_s, grace_s)
            # Also at one that talks all the time.
            self._look(clock)
        finally:
            self.deadline += clock.taken_off()
        if self._unsent:
            raise self._refused("an answer to a question that it hasn't read")
        return self._messages.popleft()

    def _look(self, clock: Clock, limit_s: float = math.inf, grace_s: float = 0.0) -> None:
        """End a child whose time is up or that is over a limit; at most every TICK_S."""
        now = time.monotonic()
        # The kernel is asked only where time may be up.
        if now > clock.began + limit_s or (self._ready and now > self.deadline):
            self._end_in_time(clock, limit_s, grace_s)
        if now - self._looked_at >= TICK_S:
            self._looked_at = now
            self._waiting()
            if exceeded := self._watch.exceeded():
                raise Casualty(*exceeded)

    def _end_in_time(self, clock: Clock, limit_s: float, grace_s: float) -> None:
        """End a child whose time is up, by its own clock; tell it before, if it has a grace."""
        spent = clock.seconds()
        if self._ready and clock.began + spent > self.deadline:
            raise Casualty(Cause.TIMED_OUT, Stopped(Limit.RUN, f"{self._limits.run_s:g}"))
        if spent > limit_s + grace_s:
            raise Casualty(Cause.TIMED_OUT, Stopped(Limit.TIME, f"{limit_s:g}"))
        if spent > limit_s and not self._told:
            self._told = True
            self._child.interrupt()

    def _catch_up(self) -> None:
        """Let `running` be the last statement announced: what ends a child may be seen before what it sent earlier."""
        with contextlib.suppress(Casualty):
            if any(key.fd == self._child.evidence for key, _ in self._selector.select(0)):
                self._read_evidence()
        for message in self._messages:
            if isinstance(message, frames.Running):
                self.running = message

    def _read_evidence(self) -> None:
        try:
            data = os.read(self._child.evidence, CHUNK)
        except BlockingIOError:
            return
        if not data:
            raise self._ended()
        try:
            self._messages.extend(extent.bounded(message, self._extent) for message in self._decoder.feed(data))
        except frames.Refused as error:
            raise self._refused(str(error)) from None

    def _read_output(self) -> None:
        """Read all that is printed by now; keep the beginning, and end a flood."""
        keep = self._limits.printed_kb * 1024
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._child.output, CHUNK):
                self._printed_total += len(data)
                self._printed += data[: max(0, keep - len(self._printed))]
                if self._printed_total > FLOOD * keep:
                    raise Casualty(Cause.KILLED, Stopped(Limit.OUTPUT, f"{FLOOD * keep >> 20}"))
            # End of file: the child closed its output, or is gone; its evidence tells which.
            if self._prints:
                self._prints = False
                self._selector.unregister(self._child.output)

    def _ended(self) -> Casualty:
        """Return why a child is gone: one that was told that its time is up may end of that."""
        if self._told:
            return Casualty(Cause.TIMED_OUT, Stopped(Limit.TIME, f"{self._limits.check_s:g}"))
        return Casualty(Cause.KILLED)

    @staticmethod
    def _refused(why: str) -> Casualty:
        return Casualty(Cause.REFUSED, Stopped(Limit.EVIDENCE, why))
