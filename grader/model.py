"""Every value that crosses a stage, frozen: from the exercise and the submission to the grade."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType, TypeAlias

from grader.errors import UsageError
from grader.nearest import nearest

if TYPE_CHECKING:
    import numpy as np

Slug = NewType("Slug", str)
PartName: TypeAlias = str
CheckName: TypeAlias = str
MisconceptionName: TypeAlias = str
Value: TypeAlias = "np.ndarray[Any, Any] | bool | str | None"
"""What a probe gives under a name: numbers always as an array (one number has the shape ()), or one plain value."""
Values: TypeAlias = Mapping[str, Value]


# Submission ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a submission as its author sees it: the code cell (None in a .py) and the line, both from 1.

    `executed` says that the cell's number is the one in `In [n]`, and doesn't count the cells from the top.
    """

    cell: int | None
    line: int
    executed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of source that stands or falls by itself; `number` counts a notebook's code cells from 1.

    Of a cell that a running notebook has `executed`, it is the number in `In [n]`.
    """

    number: int | None
    source: str
    executed: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, as text: nothing of it has been parsed or run."""

    path: str
    module_name: str
    digest: str
    cells: tuple[Cell, ...]
    student: str | None = None

    def where(self, line: int) -> Where:
        """Turn a line of all cells laid end to end (from 1) into the cell and line that the author sees."""
        if not self.cells or self.cells[-1].number is None:
            # A script's lines are counted through all of its pieces, and there may be any number of them.
            return Where(None, line)
        first = 1
        for cell in self.cells:
            length = cell.source.count("\n")
            if line < first + length:
                break
            first += length
        else:
            first -= length
        return Where(cell.number, line - first + 1, cell.executed)

    def last_line(self) -> int:
        """Return the number of the last line of all cells laid end to end; every cell ends with a line break."""
        return sum(cell.source.count("\n") for cell in self.cells)

    def lines(self) -> list[str]:
        """Give the lines of all cells laid end to end; every cell ends with a line break."""
        return "".join(cell.source for cell in self.cells).split("\n")


# What a run gave ----------------------------------------------------------------------------------


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


UNWRITTEN = (Cause.MISSING, Cause.NOT_ATTEMPTED)
"""The causes that say that a part isn't written."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of student code: the name of its class and its message, as Python says them.

    `line` counts through all cells laid end to end. `module` is one that isn't installed there, `file` one that a
    top-level statement couldn't open. `lost` names what a failed top-level statement would have defined; a "*" stands for
    the names of a `from module import *`.
    """

    type: str
    message: str
    line: int | None = None
    module: str | None = None
    file: str | None = None
    lost: tuple[str, ...] = ()


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
class Question:
    """One check asked on one of its seeded draws (from 0)."""

    check: CheckName
    draw: int
    instead: MisconceptionName | None = None
    """The misconception that stands in for its part, where the reference is asked and not a student.

    The check may be one of another part, which then shows what right code does beside that mistake.
    """


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe gave: values, or the cause why there are none; with the seconds it took and what it printed."""

    values: Values = field(default_factory=dict)
    cause: Cause | None = None
    trouble: Trouble | None = None
    asked: bool = True
    printed: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """First and last line of a definition, counted through all cells laid end to end; the arguments of a function.

    Arguments are written as `model, x, rate=...`: those of a class are its `__init__`'s, without `self`.
    """

    first: int
    last: int
    arguments: str | None = None


class Stands(str, Enum):
    """Where a submission has something in the place of a definition that is wanted at the top of the file."""

    ALIKE = "alike"
    """At the top, under another name."""
    FUNCTION = "function"
    CLASS = "class"
    BRANCH = "branch"
    """Under an `if`, `else` or the like that didn't run."""
    OTHER_KIND = "other_kind"
    """Under its name, but it can't be called."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A function or class as its head shows it, at whatever depth of a submission; nothing of it has run.

    `stands` is None at the top; else it is `inside` a function or class of that name, or in a branch. `bases` are the
    last names of a class's bases, as `Module` of `tf.Module`. A `stub` can only end in its own `NotImplementedError`.
    A function that `returns` has a `return` with a value.
    """

    name: str
    line: int
    is_class: bool = False
    stands: Stands | None = None
    inside: str = ""
    arguments: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    stub: bool = False
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Isolation:
    """What confined the student's code, and what did not."""

    in_force: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


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


# Exercise -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected and what came, under the name that the probe gave it; numbers are finite or None.

    `index` is the place in an array; `kind` says what is compared: the values, the shapes, or the types. Of the kind
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
        """Give the name with its index, as `losses[3]`."""
        return self.what + "".join(f"[{i}]" for i in self.index)


Expectation: TypeAlias = Callable[[Observation, Observation], Difference | None]
"""How the reference's observation and the student's must relate: the first difference found, or None."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A value that a check compares its own with: what the probe of another `check` gave as `value`, on the same draw."""

    name: str
    check: Check
    value: str

    @property
    def parts(self) -> tuple[PartName, ...]:
        """Return the parts that give the value."""
        return (self.check.part, *self.check.uses)


@dataclass(frozen=True, slots=True)
class Check:
    """A question about a part: a probe, and how its two observations must relate.

    The probe runs the definitions of the parts that it `calls`, and those of its own part. It doesn't run what it
    `compares` with: the judge puts these values beside those that the probe gave. With `then`, a process that has never
    run the submission goes on with the probe's values, and what it gives is compared.
    """

    name: CheckName
    part: PartName
    probe: Callable[[Any, Any], dict[str, Any]]
    expect: Expectation
    draws: int
    calls: tuple[PartName, ...] = ()
    compares: tuple[Compared, ...] = ()
    then: Callable[[Any, Values], dict[str, Any]] | None = None

    @property
    def uses(self) -> tuple[PartName, ...]:
        """Return every other part that can make the check fail: those it calls, and those whose values it compares with."""
        compared = (part for other in self.compares for part in other.parts)
        return tuple(dict.fromkeys((*self.calls, *compared)))


@dataclass(frozen=True, slots=True)
class Part:
    """One definition that a student writes, the parts that it cannot work without, and the arguments it is called with."""

    name: PartName
    definition: str
    needs: tuple[PartName, ...] = ()
    arguments: str | None = None


@dataclass(frozen=True, slots=True)
class Trap:
    """A line that one Keras no longer accepts: shown where it is met and its check failed or the line raised."""

    name: str
    keras: int
    pattern: str
    check: CheckName | None = None
    part: PartName | None = None


@dataclass(frozen=True, slots=True)
class Misconception:
    """A known wrong version of a part; `keras` is the major version under which alone it goes wrong.

    One that has numbers of its own, such as a batch size, is `told_by` one value of one check, as `check.value`; every
    other by all that its part's checks give.
    """

    name: MisconceptionName
    part: PartName
    keras: int | None = None
    told_by: str | None = None

    @property
    def sign(self) -> tuple[CheckName, str] | None:
        """Return the check and the name of the value that this mistake is told by; None if by all that there is."""
        if self.told_by is None:
            return None
        check, _, value = self.told_by.partition(".")
        return check, value


Matrix = Mapping[str, Mapping[MisconceptionName, Mapping[CheckName, Sequence[str]]]]
"""By Keras' major version and misconception: what each check of its part was seen to give, `passed` or a cause."""


@dataclass(frozen=True, slots=True)
class StandIns:
    """Definitions of the reference that take the place of a student's own in one run, and the source that makes them."""

    names: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an exercise wants drawn of a check: `kind` is a name of `grader.drawing.KINDS`, which tells what `values` are."""

    name: str
    kind: str
    check: CheckName
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Modules:
    """Modules that an exercise's submissions import: without the `needed` nothing is graded, the `drawing` only draw."""

    needed: tuple[str, ...] = ()
    drawing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one run of a submission may use before it is ended."""

    check_s: float = 10.0
    run_s: float = 60.0
    memory_mb: int = 1024
    threads: int = 256
    """TensorFlow itself takes some two dozen on two cores."""
    disk_mb: int = 128
    """Of one file, and of all files of a run together."""
    files: int = 2000
    printed_kb: int = 64
    """Kept of what one probe prints; sixteen times as much in one run ends it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of an exercise in one language, by kind and name.

    `mistakes` says of misconceptions and traps in a few words what such code does, for those who teach.
    """

    title: str
    parts: Mapping[str, str]
    checks: Mapping[str, Mapping[str, str]]
    values: Mapping[str, str]
    traps: Mapping[str, str]
    misconceptions: Mapping[MisconceptionName, str]
    plots: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mistakes: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    """What a check of the exercise's own found in the place of values; `{found}` stands for the facts."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One task: parts, checks with their points, the reference, and the texts in every language."""

    slug: Slug
    folder: Path
    parts: tuple[Part, ...]
    checks: tuple[Check, ...]
    points: Mapping[CheckName, float]
    limits: Limits
    probes: str
    solution: Submission
    misconceptions: tuple[Misconception, ...]
    mistaken: Submission
    """The solution with all misconceptions defined beside it; any of them can stand in for its part."""
    traps: tuple[Trap, ...]
    drawings: tuple[Drawing, ...]
    epochs: Mapping[str, int]
    """The values with one entry an epoch, and the number of their first epoch."""
    unmissed: Mapping[CheckName, str]
    """Checks that no misconception fails, and why they stay."""
    texts: Mapping[str, Texts]
    matrix: Matrix = field(default_factory=dict)
    """What checks make of misconceptions; one that isn't in it can still be named, after it was asked."""
    others: tuple[Part, ...] = ()
    """Parts that are left out, and that verdicts may still name."""
    modules: Modules = field(default_factory=Modules)

    def questions(self) -> tuple[Question, ...]:
        """Give every check on every one of its draws, in the order in which they are asked.

        A check is asked after those of all parts it uses: what hangs or crashes does so first in its own part.
        """
        rank = self._ranks()
        ordered = sorted(self.checks, key=lambda check: rank[check.part])
        return tuple(Question(check.name, draw) for check in ordered for draw in range(check.draws))

    def in_order_of_use(self) -> tuple[PartName, ...]:
        """Give the parts so that each comes after all parts that its checks use."""
        rank = self._ranks()
        return tuple(sorted((part.name for part in self.parts), key=lambda name: rank.get(name, 0)))

    def _ranks(self) -> Mapping[PartName, int]:
        rank: dict[PartName, int] = {}

        def rank_of(part: PartName) -> int:
            if part not in rank:
                used = {use for check in self.checks if check.part == part for use in check.uses}
                rank[part] = 1 + max((rank_of(use) for use in used), default=0)
            return rank[part]

        for check in self.checks:
            rank_of(check.part)
        return rank

    def only(self, *names: PartName) -> Exercise:
        """Return the exercise with these parts and their checks alone."""
        return replace(
            self,
            parts=tuple(part for part in self.parts if part.name in names),
            checks=tuple(check for check in self.checks if check.part in names),
            drawings=tuple(drawing for drawing in self.drawings if self.check(drawing.check).part in names),
            others=(*self.others, *(part for part in self.parts if part.name not in names)),
        )

    def with_uses(self, name: PartName) -> Exercise:
        """Return the exercise with one part and all that its checks use, so that its verdicts are those of the whole."""
        found, waiting = set(), [name]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found.add(part)
                waiting += [use for check in self.checks if check.part == part for use in check.uses]
        return self.only(*found)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Return the parts, and after them those that are left out."""
        return (*self.parts, *self.others)

    def definition(self, name: PartName) -> str:
        """Give the name that a student defines for a part."""
        return next(part.definition for part in self.all_parts if part.name == name)

    def part_called(self, name: str) -> Part:
        """Return the part that a student calls `name`, or whose id it is; raises UsageError with the nearest name."""
        named = {part.name: part for part in self.parts} | {part.definition: part for part in self.parts}
        if name in named:
            return named[name]
        known = ", ".join(part.definition for part in self.parts)
        like = nearest(name, named)
        if like is None:
            raise UsageError("There is no part `{name}`. The parts are: {known}.", name=name, known=known)
        raise UsageError(
            "There is no part `{name}`. Did you mean `{like}`? The parts are: {known}.",
            name=name,
            like=named[like].definition,
            known=known,
        )

    def place_of(self, name: MisconceptionName | None) -> tuple[str, str] | None:
        """Return the definition for which a misconception stands in, and the misconception's own name."""
        part = next((wrong.part for wrong in self.misconceptions if wrong.name == name), None)
        return (self.definition(part), name) if part and name else None

    def check(self, name: CheckName) -> Check:
        """Give the check of that name."""
        return next(check for check in self.checks if check.name == name)


# Judgement ----------------------------------------------------------------------------------------


class Outcome(str, Enum):
    """How a check ended; `broken` is the grader's fault and never the student's."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not_reached"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Lack:
    """What a check can't do without: `name`, which the statement that raised `trouble` should have defined.

    Without a name, the check's own run imports the module that isn't installed. Not `certain` is what `import *` defines.
    """

    name: str
    trouble: Trouble
    where: Where | None = None
    certain: bool = True

    @property
    def module(self) -> str | None:
        """Return the module that isn't installed, if that is what is lacking."""
        return self.trouble.module if isinstance(self.trouble, Raised) else None

    @property
    def file(self) -> str | None:
        """Return the file that couldn't be opened, if that is what is lacking."""
        return self.trouble.file if isinstance(self.trouble, Raised) else None


@dataclass(frozen=True, slots=True)
class Instead:
    """What a submission has in the place of a definition: its name, or of what can't be called its type's name."""

    stands: Stands
    name: str
    inside: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's outcome with the facts behind it; the sentences are made from these facts by a report.

    `arose_in` is the part in whose lines the trouble arose; `because_of` is the part to mend, where it is another one.
    One that is carried forward passed with the reference's definition of `because_of` in place of the student's.
    `misconceptions` are the known mistakes that give just this evidence: one, or some that it can't tell apart.
    `draw` is the one that decided, the first where the check passed.
    `by_values` says that it was carried forward without code: it passes with the reference's values in place of those that
    `because_of` makes, or it gives what right code gives with the student's `because_of`.
    `untried` is the part at fault, where the check could not be asked again with a right one: points may be missing.
    `live` is the part whose source no cell has, where the check was asked in the student's own process.
    `instead` is what the submission has in the place of the check's own definition, where that isn't there.
    `no_return` says that the check's own function has no `return` with a value, and should have one.
    """

    check: CheckName
    part: PartName
    outcome: Outcome
    cause: Cause | None = None
    difference: Difference | None = None
    trouble: Trouble | None = None
    lacks: Lack | None = None
    where: Where | None = None
    arose_in: PartName | None = None
    because_of: PartName | None = None
    trap: str | None = None
    misconceptions: tuple[MisconceptionName, ...] = ()
    carried_forward: bool = False
    draw: int = 0
    printed: str = ""
    seconds: float = 0.0
    by_values: bool = False
    untried: PartName | None = None
    live: PartName | None = None
    instead: Instead | None = None
    no_return: bool = False

    @property
    def waits(self) -> bool:
        """Return whether the check only waits for another part to be written: it says nothing about its own part."""
        return self.cause in UNWRITTEN and self.because_of not in (None, self.part)

    @property
    def is_own(self) -> bool:
        """Return whether the check doesn't pass, and its own part is to blame."""
        return self.outcome in (Outcome.FAILED, Outcome.NOT_REACHED) and self.because_of is None

    @property
    def is_decided(self) -> bool:
        """Return whether the outcome tells something about the check's own part, and not only about another one."""
        return self.because_of is None or self.carried_forward


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong while a submission was loaded: a failed statement, an import in vain, or a cell that isn't Python."""

    where: Where | None
    trouble: Trouble
    trap: str | None = None

    @property
    def module(self) -> str | None:
        """Return the module that isn't installed, if that is the problem."""
        return self.trouble.module if isinstance(self.trouble, Raised) else None

    @property
    def file(self) -> str | None:
        """Return the file that couldn't be opened, if that is the problem."""
        return self.trouble.file if isinstance(self.trouble, Raised) else None


@dataclass(frozen=True, slots=True)
class Curve:
    """One quantity over the epochs, the student's beside the reference's."""

    name: str
    expected: tuple[float, ...]
    actual: tuple[float, ...]


Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curves:
    """Several curves of one run; of those `cut` the student's run gave only the beginning in finite numbers, or nothing."""

    drawing: Drawing
    curves: tuple[Curve, ...]
    cut: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Data, and two lines (slope, intercept) through it; None where the student's run gave no finite numbers."""

    drawing: Drawing
    data: tuple[Point, ...]
    expected: Point
    actual: Point | None


@dataclass(frozen=True, slots=True)
class Step:
    """Where one step began and where it led; None where the student's led to no finite numbers."""

    start: Point
    expected: Point
    actual: Point | None


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps on a surface, whose `heights` have a row for each of `across` and a column for each of `up`."""

    drawing: Drawing
    across: tuple[float, ...]
    up: tuple[float, ...]
    heights: tuple[tuple[float, ...], ...]
    steps: tuple[Step, ...]


Plot: TypeAlias = Curves | Lines | Steps
"""A drawing with its numbers, all of them finite: the reference's, and beside them the student's."""


@dataclass(frozen=True, slots=True)
class Points:
    """What was earned of what could be."""

    score: float
    max_score: float


@dataclass(frozen=True, slots=True)
class Grade:
    """A submission's verdicts and points: all that a report or a store needs."""

    exercise: Exercise
    submission: Submission
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    total: Points
    by_part: Mapping[PartName, Points]
    by_check: Mapping[CheckName, Points]
    plots: tuple[Plot, ...]
    seed: int | None
    """None where it is withheld from the reader."""
    versions: Mapping[str, str]
    isolation: Isolation
    seconds: float

    def only(self, name: PartName) -> Grade:
        """Return what the grade says of one part."""
        exercise = self.exercise.only(name)
        checks = {check.name for check in exercise.checks}
        return replace(
            self,
            exercise=exercise,
            verdicts=tuple(verdict for verdict in self.verdicts if verdict.check in checks),
            total=self.by_part[name],
            by_part={name: self.by_part[name]},
            by_check={check: points for check, points in self.by_check.items() if check in checks},
            plots=tuple(plot for plot in self.plots if plot.drawing.check in checks),
        )

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Return the curves of all plots that have numbers of both runs, for reports that can draw nothing else."""
        curves = (curve for plot in self.plots if isinstance(plot, Curves) for curve in plot.curves)
        return tuple(curve for curve in curves if curve.expected and curve.actual)
