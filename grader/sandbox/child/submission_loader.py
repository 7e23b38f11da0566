"""Run a submission as its own module, statement by statement, in a child; the trusted side parses only what it lends."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.model import NotPython, Raised
from grader.sandbox.protocol.source import ANYTHING, Parsed, Statement

MESSAGE_CHARS = 500
# Of an error in traced code: its frames with their lines, and the error itself below them.
TRACED_CHARS = 20_000
# Student code could change what the module says.
SEPARATOR = os.sep
TRACED_FRAME = re.compile(r'(?m)^ {0,4}File "([^"\n]+)", line (\d{1,9}), in ')
NAME_CHARS = 80
AUTOGRAPH = "__autograph_generated_file"
# The file that probes are compiled as, whatever it is called where they were written.
PROBES = "checks.py"
# What numpy says of a file, instead of naming it as the system does.
NOT_FOUND = re.compile(r"(.+) not found\.")


class MissingDefinition(Exception):
    """A probe asked for a name that the submission doesn't define."""


class StudentModule:
    """What a submission defines, as a probe sees it: `work.train(…)`, `"weights" in work`, `work["weights"]`."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._looked_up: dict[str, None] = {}

    def __getattr__(self, name: str) -> Any:
        self._looked_up[name] = None
        try:
            return self._namespace[name]
        except KeyError:
            raise MissingDefinition(name) from None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, definition: Any) -> None:
        self._namespace[name] = definition

    def __copy__(self) -> StudentModule:
        return StudentModule(self._namespace)

    def __iter__(self) -> Iterator[str]:
        self._looked_up[ANYTHING] = None
        return iter([*self._namespace])

    def __contains__(self, name: str) -> bool:
        self._looked_up[name] = None
        return name in self._namespace


def run(
    parsed: Parsed, name: str, announce: Callable[[int, Statement], bool]
) -> tuple[StudentModule, tuple[Raised | NotPython, ...]]:
    """Run the statements in order as module `name`; give what they define, and what raised.

    `announce` is told each statement before it runs, and leaves it out by answering False. The source
    is written to the file it is compiled for, so that tracebacks, `inspect` and AutoGraph find it; a statement that
    raises doesn't keep the later ones from running, as in a notebook.
    """
    if name in sys.modules:
        name = f"submission_{name}"
    path = Path(parsed.filename)
    path.write_text(parsed.source, encoding="utf-8", errors="replace")
    module = types.ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    problems: list[Raised | NotPython] = list(parsed.problems)
    for number, statement in enumerate(parsed.statements):
        if not announce(number, statement):
            continue
        try:
            exec(statement.code, module.__dict__)  # noqa: S102 (what this file is for)
        except BaseException as error:  # noqa: BLE001 (SystemExit and KeyboardInterrupt are the student's too)
            failed = trouble(error, str(path))
            problems.append(replace(failed, file=_file_of(error, path.parent), lost=statement.names))
    return StudentModule(module.__dict__), tuple(problems)


def namespace_of(work: StudentModule) -> dict[str, Any]:
    """Return all names of the module; a function, since each attribute of a work is the submission's."""
    return work._namespace  # noqa: SLF001 (see above)


def looked_up(work: StudentModule) -> dict[str, None]:
    """Return the names that were asked for, as the keys of the dict that keeps them; a "*" where all of them were."""
    return work._looked_up  # noqa: SLF001 (see above)


def kinds(work: StudentModule, wanted: Sequence[str]) -> dict[str, str]:
    """Return those of the wanted names that are defined, each with nothing if it can be called, else with its type's name.

    Of an object only its type is looked at, since a student's may redefine all that it is asked for.
    """
    return {name: "" if callable(work[name]) else _name_of(type(work[name])) for name in wanted if name in work}


def _name_of(kind: type) -> str:
    return str.__getitem__(_NAME.__get__(kind), slice(NAME_CHARS))


def is_unwritten(error: BaseException, filename: str) -> bool:
    """Whether an error is a stub's own NotImplementedError: raised in the submission's lines, and by no library.

    AutoGraph runs a copy of a function from a file of its own. Without a file's name every such error counts.
    """
    if not isinstance(error, NotImplementedError):
        return False
    frames = traceback.StackSummary.extract(traceback.walk_tb(_TRACEBACK.__get__(error)), lookup_lines=False)
    raised_in = frames[-1].filename if frames else ""
    return not filename or raised_in == filename or AUTOGRAPH in raised_in


def trouble(error: BaseException, filename: str) -> Raised:
    """Describe what student code raised, with the last line of its own file in the traceback; never raises itself.

    Asked of the built-in types, since a student's exception may redefine all that it is asked for. In its message, files of
    the run's folder stand without it: nobody else knows that folder, and it is another one in each run.
    """
    try:
        said = str.__getitem__(str(error), slice(TRACED_CHARS))
    except BaseException:  # noqa: BLE001 (a student's own __str__ may raise anything)
        said = ""
    trace = traceback.StackSummary.extract(traceback.walk_tb(_TRACEBACK.__get__(error)), lookup_lines=False)
    lines = {frame.filename: frame.lineno for frame in trace}
    kind, message, line = _traced(said, filename) or (_name_of(type(error)), said, lines.get(filename))
    folder, end, _ = filename.rpartition(SEPARATOR)
    if folder:
        message = message.replace(folder + end, "")
    asked_at = lines.get(PROBES) if line is None else None
    return Raised(kind, message[:MESSAGE_CHARS], line, module=_module_of(error), asked_at=asked_at)


def _traced(said: str, filename: str) -> tuple[str, str, int | None] | None:
    """Take apart what AutoGraph says of an error in traced code: its type, its message, and the last line in a file.

    AutoGraph puts the frames with their lines of code above the message, and runs a copy that has other lines.
    """
    introduction, _, rest = said.partition("\n\n    ")
    frames, _, error = rest.partition("\n\n    ")
    kind, _, message = error.partition(": ")
    if introduction != "in user code:" or not kind.isidentifier():
        return None
    lines = [int(line) for path, line in TRACED_FRAME.findall(frames) if path == filename]
    return kind[:NAME_CHARS], message.rstrip(), lines[-1] if lines else None


def _module_of(error: BaseException) -> str | None:
    """Name the module that isn't installed; None where a package is there and only lacks a module of that name."""
    try:
        if not isinstance(error, ModuleNotFoundError):
            return None
        name = _MODULE.__get__(error)
        # A namespace has no file: `google` is one, and `google.colab` isn't installed.
        there = getattr(sys.modules.get(name.partition(".")[0]), "__file__", None)
        return None if there or not name.replace(".", "_").isidentifier() else str(name[:NAME_CHARS])
    except BaseException:  # noqa: BLE001 (what is in sys.modules may be the student's)
        return None


def _file_of(error: BaseException, folder: Path) -> str | None:
    """Name the file that couldn't be opened, as the student wrote it; a long path by its end."""
    try:
        if not isinstance(error, (FileNotFoundError, PermissionError)):
            return None
        path = _FILE.__get__(error)
        if path is None and isinstance(error, FileNotFoundError):
            path = getattr(NOT_FOUND.fullmatch(str(error)), "group", lambda _: None)(1)
        # EPERM is of what no submission may do; it names no file that is missing.
        if path is None or isinstance(path, int) or _ERRNO.__get__(error) == errno.EPERM:
            return None
        name = os.fsdecode(path).removeprefix(f"{folder}{os.sep}")
        return name if len(name) <= NAME_CHARS else f"…{name[1 - NAME_CHARS :]}"
    except BaseException:  # noqa: BLE001 (the error may be the student's)
        return None


_NAME: Any = type.__dict__["__name__"]
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]
_MODULE: Any = ImportError.__dict__["name"]
_FILE: Any = OSError.__dict__["filename"]
_ERRNO: Any = OSError.__dict__["errno"]
