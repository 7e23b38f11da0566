"""The outline of an exercise: what everybody may know of it, and all that a report of it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.model.names import CheckName, MisconceptionName, PartName, Slug


@dataclass(frozen=True, slots=True)
class Part:
    """One definition that a student writes, the parts that it cannot work without, and the arguments it is called with."""

    name: PartName
    definition: str
    needs: tuple[PartName, ...] = ()
    arguments: str | None = None


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
class Outline:
    """What students write, what it is worth, and what is said of it in every language.

    `checks` names the part of each check, and has the order of a report.
    """

    slug: Slug
    parts: tuple[Part, ...]
    checks: Mapping[CheckName, PartName]
    points: Mapping[CheckName, float]
    texts: Mapping[str, Texts]
    epochs: Mapping[str, int] = field(default_factory=dict)
    """The values with one entry an epoch, and the number of their first epoch."""
    others: tuple[Part, ...] = ()
    """Parts that are left out, and that verdicts may still name."""
    course: str = ""
    """The name of the course, and its version, as reports tell them; empty where it is from none."""

    def only(self, *names: PartName) -> Outline:
        """Return the outline with these parts and their checks alone."""
        return replace(
            self,
            parts=tuple(part for part in self.parts if part.name in names),
            checks={check: part for check, part in self.checks.items() if part in names},
            others=(*self.others, *(part for part in self.parts if part.name not in names)),
        )

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Return the parts, and after them those that are left out."""
        return (*self.parts, *self.others)

    def definition(self, name: PartName) -> str:
        """Return the name that a student defines for a part."""
        return next(part.definition for part in self.all_parts if part.name == name)
