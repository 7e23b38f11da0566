"""A grade: verdicts with the facts behind them, problems and points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from grader.model.confinement import Isolation
from grader.model.evidence import Cause, Difference, Exited, Raised, Stopped, Trouble
from grader.model.names import CheckName, MisconceptionName, PartName
from grader.model.outline import Outline
from grader.model.plots import Curve, Curves, Plot
from grader.model.submission import Stands, Submission, Where


class Outcome(str, Enum):
    """How a check ended; `broken` is the grader's fault and never the student's."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not_reached"
    BROKEN = "broken"


class _Troubled:
    """What holds a trouble, and tells what couldn't be found if that is the trouble."""

    __slots__ = ()
    trouble: Trouble

    @property
    def module(self) -> str | None:
        """Return the module that isn't installed."""
        return self.trouble.module if isinstance(self.trouble, Raised) else None

    @property
    def file(self) -> str | None:
        """Return the file that couldn't be opened."""
        return self.trouble.file if isinstance(self.trouble, Raised) else None


@dataclass(frozen=True, slots=True)
class Lack(_Troubled):
    """What a check can't do without: `name`, which the statement that raised `trouble` should have defined.

    Without a name, the check's own run imports the module that isn't installed. Not `certain` is what `import *` defines.
    """

    name: str
    trouble: Trouble
    where: Where | None = None
    certain: bool = True


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
    def is_unwritten(self) -> bool:
        """Whether it isn't reached because a part, its own or another one, isn't written."""
        return self.cause is not None and self.cause.is_unwritten

    @property
    def waits(self) -> bool:
        """Whether the check only waits for another part to be written: it says nothing about its own part."""
        return self.is_unwritten and self.because_of not in (None, self.part)

    @property
    def is_own(self) -> bool:
        """Whether the check doesn't pass, and its own part is to blame."""
        return self.outcome in (Outcome.FAILED, Outcome.NOT_REACHED) and self.because_of is None

    @property
    def is_decided(self) -> bool:
        """Whether the outcome tells something about the check's own part, and not only about another one."""
        return self.because_of is None or self.carried_forward


@dataclass(frozen=True, slots=True)
class Problem(_Troubled):
    """What went wrong while a submission was loaded: a failed statement, an import in vain, or a cell that isn't Python."""

    where: Where | None
    trouble: Trouble
    trap: str | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """What was earned of what could be."""

    score: float
    max_score: float

    def __str__(self) -> str:
        """Return the points as `3 / 4`."""
        return f"{self.score:g} / {self.max_score:g}"


@dataclass(frozen=True, slots=True)
class Grade:
    """A submission's verdicts and points: all that a report or a store needs."""

    exercise: Outline
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

    @property
    def tells_no_line(self) -> bool:
        """Whether no line of the submission is in it: then it is the grade of every submission that is the same program."""
        located = (one for verdict in self.verdicts for one in (verdict.where, verdict.trouble, verdict.instead))
        return not self.problems and all(one is None for one in located)

    @property
    def was_stopped(self) -> bool:
        """Whether code of the submission was stopped, or its process ended."""
        at_checks = any(verdict.cause is not None and verdict.cause.ends_process for verdict in self.verdicts)
        return at_checks or any(isinstance(problem.trouble, (Stopped, Exited)) for problem in self.problems)

    def only(self, name: PartName) -> Grade:
        """Return what the grade says of one part."""
        exercise = self.exercise.only(name)
        checks = exercise.checks
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
