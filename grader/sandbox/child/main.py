"""The child: confine itself, load the submission, then answer one question after another until nobody asks.

It is told what to do in orders on one pipe and answers in frames on another (`protocol/`). All student code runs
here, after the Hello; from then on nothing that comes from here is believed to be more than numbers and texts.
"""

from __future__ import annotations

import base64
import copy
import io
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

# What `checks.py` imports from the door and beside it; once confined, a child may not read it.
import grader.exercise.checks
import grader.probes  # noqa: F401 (see above)
from grader.exercise import probe_modules
from grader.model import Cause, Check, CheckName, Observation, nested
from grader.sandbox.child import inert, lending, submission_loader, tensorflow
from grader.sandbox.child.graph import graph_of
from grader.sandbox.child.module_state import ModuleState
from grader.sandbox.confinement import canaries
from grader.sandbox.confinement.layers import Process, confine
from grader.sandbox.protocol import decoder, frames, source
from grader.sandbox.protocol.orders import Ask, Load, from_line

PROBES_MODULE = "grader_probes"


class TimeUp(BaseException):
    """Raised in student code when its time is up; no Exception, so that `except Exception` lets it through."""


def run_child(orders_fd: int, evidence_fd: int, process: Process) -> NoReturn:
    """Do everything that a child does, and end the process whatever happens; stdout and stderr are set up already."""
    try:
        _converse(orders_fd, evidence_fd, process)
    except BaseException:  # noqa: BLE001 (whatever it is, the trusted side is to hear of it)
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        # Neither atexit handlers nor destructors of student code run.
        os._exit(0)


def _converse(orders_fd: int, evidence_fd: int, process: Process) -> None:
    confine(replace(process, keep=(orders_fd, evidence_fd)))
    isolation = canaries.isolation(process.folder, process.prepared.hidden)
    _quiet()
    # What is told too late that its time is up has answered already.
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    tensorflow.configure()

    def send(frame: bytes) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        _write(evidence_fd, frame)

    send(frames.hello_frame(isolation, tensorflow.versions()))
    orders = map(from_line, os.fdopen(orders_fd, "rb"))
    load = next(orders, None)
    if not isinstance(load, Load):
        return
    for name, content in load.files.items():
        (process.folder / name).write_bytes(base64.b64decode(content))
    tensorflow.declare(load.logical_devices)
    state = ModuleState()
    checks, draw = probes_of(load.probes, load.helpers, state)
    work, filename = _load(load, process.folder, state, send)
    works: dict[str | None, submission_loader.StudentModule] = {}
    for ask in orders:
        if not isinstance(ask, Ask):
            return
        try:
            drawn = draw(load.seed, ask.draw)
        except Exception as error:  # noqa: BLE001 (the author's own code; its line is told when the exercise is verified)
            send(frames.answer_frame(_unanswered(error, filename)))
            continue
        state.remember(drawn)
        state.put_back()
        tensorflow.seed(load.seed + ask.draw)
        # A work of its own for each that stands in: probes may remember what a work gave.
        asked = works.setdefault(ask.instead and ask.instead[1], copy.copy(work))
        if ask.instead is not None:
            _let_stand_in(work, *ask.instead)
        looked_up = submission_loader.looked_up(asked)
        looked_up.clear()
        send(answer(_call(checks[ask.check], asked, drawn, ask.given), filename, looked_up))


def _quiet() -> None:
    """Give student code fresh text streams over its output pipe, an empty stdin, and no warnings of libraries.

    Nor does it leave compiled files beside the libraries that it imports first.
    """
    sys.dont_write_bytecode = True
    sys.stdin = io.StringIO()
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 (for life)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1)  # noqa: SIM115
    warnings.simplefilter("ignore")


def probes_of(
    source: str, helpers: Mapping[str, str], state: ModuleState
) -> tuple[dict[CheckName, Check], Callable[[int, int], Any]]:
    """Run the exercise's probes as modules of their own, out of reach of the submission's names.

    Gives the checks by name, and what makes a draw of a seed and a number: once each, so that a probe may keep something with
    it. Where the exercise makes none, each question has a generator of its own, as nobody asked before.
    """
    names = probe_modules.run(source, helpers, PROBES_MODULE, listed=True, ran=state.add)
    checks = {item.name: item for item in names.values() if isinstance(item, Check)}
    made = names.get("draw")
    if made is None:
        return checks, _generator
    return checks, cache(lambda seed, number: made(_generator(seed, number)))


def _generator(seed: int, number: int) -> np.random.Generator:
    return np.random.default_rng([seed, number])


def _load(
    load: Load, folder: Path, state: ModuleState, send: Callable[[bytes], None]
) -> tuple[submission_loader.StudentModule, str]:
    filename = str(folder / f"{load.module_name}.py")
    parsed = source.parse(load.cells, filename)
    # Before anything of the submission runs in this process: later, it could say what it likes.
    send(frames.read_frame(graph_of(parsed.source) if load.graph and not parsed.problems else None))
    left_out = set(load.left_out)
    inert.stand_in_for(load.drawing)

    def announce(number: int, statement: source.Statement) -> bool:
        send(frames.running_frame(number, statement.line, statement.names))
        wanted = load.only is None or not set(load.only).isdisjoint(statement.names)
        return wanted and number not in left_out

    work, problems = submission_loader.run(parsed, load.module_name, announce)
    kinds = submission_loader.kinds(work, load.wanted)
    state.add(lending.lend(work, load.lent))
    state.add(submission_loader.namespace_of(work))
    send(frames.loaded_frame(parsed.definitions, problems, parsed.sketches, kinds))
    return work, filename


def _let_stand_in(work: submission_loader.StudentModule, definition: str, name: str) -> None:
    """Put another definition, a misconception, in the place of a part's own, until all is put back."""
    # Messages name the definition that they are about.
    work[name].__name__ = definition
    work[definition] = work[name]


def _call(
    check: Check, work: submission_loader.StudentModule, draw: Any, given: str | None
) -> Callable[[], dict[str, Any]]:
    """Return what a question asks for: the probe, or what goes on with the values that it gave elsewhere."""
    if given is None or check.then is None:
        return partial(check.probe, work, draw)
    return partial(check.then, draw, nested(decoder.observation_in(given).values))


def answer(call: Callable[[], dict[str, Any]], filename: str, looked_up: Iterable[str] = ()) -> bytes:
    """Return the frame that answers a question; values that no frame can carry are told in it."""
    try:
        seen = observed(call, filename)
        return frames.answer_frame(replace(seen, looked_up=tuple(looked_up)))
    except frames.Refused as error:
        trouble = submission_loader.trouble(error, filename)
        return frames.answer_frame(Observation({}, Cause.REFUSED, trouble))


def observed(call: Callable[[], dict[str, Any]], filename: str, limit_s: float | None = None) -> Observation:
    """Run one probe; whatever student code raises is an observation, SystemExit and its like included.

    With a limit, the process ends the call itself; else only when it is told to.
    """
    try:
        return Observation(tensorflow.values_of(_heard(limit_s, call)))
    except BaseException as error:  # noqa: BLE001 (see above)
        return _unanswered(error, filename)


def _unanswered(error: BaseException, filename: str) -> Observation:
    return Observation({}, _cause(error, filename), submission_loader.trouble(error, filename))


def _cause(error: BaseException, filename: str) -> Cause:
    if submission_loader.is_unwritten(error, filename):
        return Cause.NOT_ATTEMPTED
    by_type = {
        submission_loader.MissingDefinition: Cause.MISSING,
        TimeUp: Cause.TIMED_OUT,
        frames.Refused: Cause.REFUSED,
        MemoryError: Cause.OUT_OF_MEMORY,
    }
    return next((cause for kind, cause in by_type.items() if isinstance(error, kind)), Cause.RAISED)


def _heard(limit_s: float | None, call: Callable[[], Any]) -> Any:
    """Call, and raise TimeUp in it when SIGALRM comes: from the trusted side, or after `limit_s` seconds where there is none.

    A courtesy: it gives the line at which a loop hangs and keeps the child alive. Student code can defeat it, or hang
    where Python doesn't look at signals; the trusted side ends the child then.
    """

    def ring(_number: int, _frame: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    if limit_s is not None:
        signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        return call()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
