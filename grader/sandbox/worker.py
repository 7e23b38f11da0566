"""The child: confine itself, load the submission, then answer one question after another until nobody asks.

It is told what to do in JSON lines on one pipe and answers in frames on another (`wire.py`). All student code runs
here, after the Hello; from then on nothing that comes from here is believed to be more than numbers and texts.
"""

from __future__ import annotations

import copy
import io
import json
import os
import signal
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from grader.model import Cause, Check, Observation
from grader.numbers import np
from grader.sandbox import canaries, inert, lending, loader, tensors, wire
from grader.sandbox.confine import Terms, confine

PROBES_MODULE = "grader_probes"


class TimeUp(BaseException):
    """Raised in student code when its time is up; no Exception, so that `except Exception` lets it through."""


def main(request_fd: int, evidence_fd: int, terms: Terms) -> NoReturn:
    """Do everything that a child does, and end the process whatever happens; stdout and stderr are set up already."""
    try:
        _converse(request_fd, evidence_fd, terms)
    except BaseException:  # noqa: BLE001 (whatever it is, the trusted side is to hear of it)
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        # Neither atexit handlers nor destructors of student code run.
        os._exit(0)


def _converse(request_fd: int, evidence_fd: int, terms: Terms) -> None:
    confine(terms)
    isolation = canaries.isolation(terms.folder)
    _quiet()
    # What is told too late that its time is up has answered already.
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    tensors.pin_threads()

    def send(frame: bytes) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        _write(evidence_fd, frame)

    send(wire.hello_frame(isolation, tensors.versions()))
    requests = os.fdopen(request_fd, "rb")
    order = _next(requests)
    if order is None:
        return
    checks, draw = probes_of(order["probes"])
    work, filename = _load(order, terms.folder, send)
    draws: dict[int, Any] = {}
    works: dict[str | None, loader.Work] = {}
    while (question := _next(requests)) is not None:
        number = int(question["draw"])
        if number not in draws:
            draws[number] = draw(order["seed"], number)
        tensors.seed(order["seed"] + number)
        definition, name = question["instead"] or (None, None)
        # A work of its own for each that stands in: probes may remember what a work gave.
        asked = works.setdefault(name, copy.copy(work))
        call = _call(checks[question["check"]], asked, draws[number], question["given"])
        with _standing_in(work, definition, name):
            send(_answer(call, filename))


def _quiet() -> None:
    """Give student code fresh text streams over its output pipe, an empty stdin, and no warnings of libraries.

    Nor does it leave compiled files beside the libraries that it imports first.
    """
    sys.dont_write_bytecode = True
    sys.stdin = io.StringIO()
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 (for life)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1)  # noqa: SIM115
    warnings.simplefilter("ignore")


def _next(requests: BinaryIO) -> dict[str, Any] | None:
    line = requests.readline()
    return json.loads(line) if line else None


def probes_of(source: str) -> tuple[dict[str, Check], Callable[[int, int], Any]]:
    """Run the exercise's probes as a module of their own, out of reach of the submission's names.

    Gives the checks by name, and what makes a draw of a seed and a number.
    """
    module = types.ModuleType(PROBES_MODULE)
    sys.modules[PROBES_MODULE] = module
    exec(compile(source, "checks.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102 (the author's code)
    checks = {item.name: item for item in vars(module).values() if isinstance(item, Check)}
    return checks, lambda seed, number: module.draw(np.random.default_rng([seed, number]))


def _load(order: dict[str, Any], folder: Path, send: Callable[[bytes], None]) -> tuple[loader.Work, str]:
    filename = str(folder / f"{order['module_name']}.py")
    parsed = loader.parse(order["cells"], filename)
    left_out = set(order["left_out"])
    inert.stand_in_for(order["drawing"])

    def announce(number: int, statement: loader.Statement) -> bool:
        send(wire.running_frame(number, statement.line, statement.names))
        return number not in left_out

    work, problems = loader.run(parsed, order["module_name"], announce)
    kinds = loader.kinds(work, order["wanted"])
    lending.lend(work, order["stand_ins"])
    send(wire.loaded_frame(parsed.definitions, problems, parsed.sketches, kinds))
    return work, filename


@contextmanager
def _standing_in(work: loader.Work, definition: str | None, name: str | None) -> Iterator[None]:
    """Have another definition, a misconception, stand in for a part's own during one question."""
    if definition is None or name is None:
        yield
        return
    # Messages name the definition that they are about.
    work[name].__name__ = definition
    own, work[definition] = work[definition], work[name]
    try:
        yield
    finally:
        work[definition] = own


def _call(check: Check, work: loader.Work, draw: Any, given: str | None) -> Callable[[], dict[str, Any]]:
    """Return what a question asks for: the probe, or what goes on with the values that it gave elsewhere."""
    if given is None or check.then is None:
        return partial(check.probe, work, draw)
    return partial(check.then, draw, wire.observation_in(given).values)


def _answer(call: Callable[[], dict[str, Any]], filename: str) -> bytes:
    try:
        return wire.answer_frame(observed(call, filename))
    except wire.Refused as error:
        trouble = loader.trouble(error, filename)
        return wire.answer_frame(Observation({}, Cause.REFUSED, trouble))


def observed(call: Callable[[], dict[str, Any]], filename: str, limit_s: float | None = None) -> Observation:
    """Run one probe; whatever student code raises is an observation, SystemExit and its like included.

    With a limit, the process ends the call itself; else only when it is told to.
    """
    values, cause, trouble = {}, None, None
    try:
        given = _heard(limit_s, call)
        values = {name: tensors.plain(value) for name, value in given.items()}
    except BaseException as error:  # noqa: BLE001 (see above)
        cause, trouble = _cause(error, filename), loader.trouble(error, filename)
    return Observation(values, cause, trouble)


def _cause(error: BaseException, filename: str) -> Cause:
    if loader.is_unwritten(error, filename):
        return Cause.NOT_ATTEMPTED
    by_type = {
        loader.MissingDefinition: Cause.MISSING,
        TimeUp: Cause.TIMED_OUT,
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
