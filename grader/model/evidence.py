"""What a run gave: observations, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from grader.model.confinement import Isolation
from grader.model.names import CheckName, PartName, Question, Values
from grader.model.submission import Definition, Sketch, Span


class Cause(str, Enum):
    """Why a check didn't pass."""

    WRONG_VALUE = "wrong_value"
    RAISED = "raised"
    MISSING = "missing"
    NOT_ATTEMPTED = "not_attempted"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    """It needs a module that isn't installed, or a name that a failed statement should have defined."""

    @property
    def is_unwritten(self) -> bool:
        """Whether a part isn't written: it isn't defined, or it is a stub."""
        return self in (Cause.MISSING, Cause.NOT_ATTEMPTED)

    @property
    def is_lack(self) -> bool:
        """Whether something that the check needs isn't there, so that it wasn't reached."""
        return self.is_unwritten or self is Cause.UNAVAILABLE

    @property
    def is_stop(self) -> bool:
        """Whether the code was stopped at a limit, or ended its process."""
        return self in (Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.KILLED)

    @property
    def ends_process(self) -> bool:
        """Whether nothing more is asked of the process that it happened in."""
        return self.is_stop or self is Cause.REFUSED

    @property
    def is_error(self) -> bool:
        """Whether the code didn't come to its end, where a test runner speaks of an error and not of a failure."""
        return self is Cause.RAISED or self.is_stop

    @property
    def tells(self) -> bool:
        """Whether what the code gave, or raised, tells something about what is wrong with it."""
        return self in (Cause.WRONG_VALUE, Cause.RAISED)


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of student code: the name of its class and its message, as Python says them.

    `line` counts through all cells laid end to end. `module` is one that isn't installed there, `file` one that a
    top-level statement couldn't open. `lost` names what a failed top-level statement would have defined; a "*" stands for
    the names of a `from module import *`. `asked_at` is the line of `checks.py` in which it was raised, if that is in no
    line of the student's; only authors are told.
    """

    type: str
    message: str
    line: int | None = None
    module: str | None = None
    file: str | None = None
    lost: tuple[str, ...] = ()
    asked_at: int | None = None


class Limit(str, Enum):
    """What the grader ends student code for."""

    TIME = "time"
    """Of one check or one top-level statement."""
    RUN = "run"
    """The time of one submission in all."""
    MEMORY = "memory"
    THREADS = "threads"
    DISK = "disk"
    OUTPUT = "output"
    EVIDENCE = "evidence"
    """What it sent is no answer that could be accepted."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The grader ended student code at a limit; `detail` is how much was allowed, or what isn't accepted."""

    limit: Limit
    detail: str
    line: int | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exited:
    """Student code ended its process: the exit status, or the negative number of the signal (waitpid(2))."""

    status: int
    line: int | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPython:
    """A cell of a submission that Python can't read, so that none of it ran: what the parser says, and its line.

    `error` is the name of the parser's exception. `lost` names what the cell would have defined, as far as its text shows.
    """

    error: str
    message: str
    line: int | None = None
    lost: tuple[str, ...] = ()


Trouble: TypeAlias = Raised | Stopped | Exited | NotPython
"""What went wrong with student code: what Python said of it, and what the grader says, are different types."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe gave: values, or the cause why there are none; with the seconds it took and what it printed."""

    values: Values = field(default_factory=dict)
    cause: Cause | None = None
    trouble: Trouble | None = None
    asked: bool = True
    printed: str = ""
    seconds: float = 0.0
    looked_up: tuple[str, ...] = ()
    """The names of the submission that the probe asked for, as its process says."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected and what came, under the name that the probe gave it; numbers are finite or None.

    `index` is the place in an array; `kind` says what is compared: the values, their bounds, the lengths of lists, the shapes, or the types. Of the kind
    `found`, `what` names a finding of the exercise's texts, and `actual` is what was found; nothing is compared then. What
    was expected is None, too, where it is withheld from the reader.
    """

    what: str
    expected: float | str | None
    actual: float | str | None
    index: tuple[int, ...] = ()
    kind: str = "value"
    withheld: bool = False

    @property
    def name(self) -> str:
        """Return the name with its index, as `losses[3]`."""
        return self.what + "".join(f"[{i}]" for i in self.index)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that one run of a submission (or of the reference) gave.

    `left_out` are the statements, by number, that stopped a process while the submission was loaded; a run that is
    `cut_short` ended before every question was asked.
    """

    observations: Mapping[Question, Observation]
    seed: int
    definitions: Mapping[str, Span] = field(default_factory=dict)
    problems: tuple[Trouble, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    isolation: Isolation = field(default_factory=Isolation)
    seconds: float = 0.0
    left_out: tuple[int, ...] = ()
    cut_short: bool = False
    spent_s: float = 0.0
    """How much of the time that one submission may take is used up, by this run and by those before it."""
    live: Mapping[CheckName, PartName] = field(default_factory=dict)
    """Checks that were asked in the student's own process, and the part for which no cell has the source."""
    sketches: tuple[Sketch, ...] = ()
    kinds: Mapping[str, str] | None = None
    """Of the names that the exercise wants, those that are defined: "" if it can be called, else its type's name.

    None where the run didn't come so far as to tell.
    """
    graph: Mapping[str, Definition] | None = None
    """What each top-level name is made of; None where one statement may change what another definition does, or failed."""
