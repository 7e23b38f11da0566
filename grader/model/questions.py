"""The questions of an exercise: its checks, and the limits within which they are asked."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.model.names import CheckName, MisconceptionName, PartName, Question

if TYPE_CHECKING:
    from grader.model.evidence import Difference, Observation
    from grader.model.plots import Drawing


Expectation: TypeAlias = "Callable[[Observation, Observation], Difference | None]"
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
    then: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None

    @property
    def uses(self) -> tuple[PartName, ...]:
        """Return every other part that can make the check fail: those it calls, and those whose values it compares with."""
        compared = (part for other in self.compares for part in other.parts)
        return tuple(dict.fromkeys((*self.calls, *compared)))


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
        return CheckName(check), value


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
class Questions:
    """What is asked of a submission, and what its answers are compared with; no line of a solution.

    `probes` is the source of `checks.py`, which a child runs; `checks` are those in the order of a report. `helpers` are the
    sources of the modules that `checks.py` imports and that lie beside it, `files` those that every run finds, in base64. In
    a run, TensorFlow has as many CPUs as `logical_devices` says.
    """

    probes: str
    checks: tuple[Check, ...]
    limits: Limits = field(default_factory=Limits)
    modules: Modules = field(default_factory=Modules)
    misconceptions: tuple[Misconception, ...] = ()
    traps: tuple[Trap, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    helpers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    logical_devices: int = 1

    def all(self) -> tuple[Question, ...]:
        """Return every check on every one of its draws, in the order in which they are asked.

        A check is asked after those of all parts it uses: what hangs or crashes does so first in its own part.
        """
        rank = self._ranks()
        ordered = sorted(self.checks, key=lambda check: rank[check.part])
        return tuple(Question(check.name, draw) for check in ordered for draw in range(check.draws))

    def in_order_of_use(self) -> tuple[PartName, ...]:
        """Return the parts so that each comes after all parts that its checks use."""
        rank = self._ranks()
        asked = dict.fromkeys(check.part for check in self.checks)
        return tuple(sorted(asked, key=lambda name: rank[name]))

    def _ranks(self) -> Mapping[PartName, int]:
        """Return how many steps each part is away from those that use no other; raises CycleError for a circle."""
        used: dict[PartName, set[PartName]] = {check.part: set() for check in self.checks}
        for check in self.checks:
            used[check.part].update(check.uses)
        sorter, rank = graphlib.TopologicalSorter(used), dict[PartName, int]()
        sorter.prepare()
        while sorter.is_active():
            ready = sorter.get_ready()
            rank |= dict.fromkeys(ready, max(rank.values(), default=0) + 1)
            sorter.done(*ready)
        return rank

    def check(self, name: CheckName) -> Check:
        """Return the check of that name."""
        return next(check for check in self.checks if check.name == name)

    def about(self, *parts: PartName) -> tuple[Check, ...]:
        """Return the checks of these parts."""
        return tuple(check for check in self.checks if check.part in parts)

    def answered(self, by: Collection[Question]) -> tuple[PartName, ...]:
        """Return the parts of which these are all questions, with all parts that they use; none that a further process goes on with."""
        given = {*by}
        left = {
            c.part for c in self.checks if c.then or not given.issuperset(Question(c.name, n) for n in range(c.draws))
        }
        parts = self.in_order_of_use()
        for part in parts:
            if not left.isdisjoint(use for check in self.about(part) for use in check.uses):
                left.add(part)
        return tuple(part for part in parts if part not in left)

    def only(self, *parts: PartName) -> Questions:
        """Return the questions about these parts alone."""
        checks = self.about(*parts)
        asked = {check.name for check in checks}
        return replace(self, checks=checks, drawings=tuple(d for d in self.drawings if d.check in asked))
