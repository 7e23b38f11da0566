"""An exercise: its outline, its questions, and the reference, which only the course has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.model.names import CheckName, MisconceptionName, PartName, Slug
from grader.model.outline import Outline
from grader.model.questions import Limits, Questions
from grader.model.submission import Submission

Matrix = Mapping[str, Mapping[MisconceptionName, Mapping[CheckName, Sequence[str]]]]
"""By Keras' major version and misconception: what each check of its part was seen to give, `passed` or a cause."""


@dataclass(frozen=True, slots=True)
class StandIns:
    """Definitions of the reference that take the place of a student's own in one run, and the source that makes them."""

    names: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What an author wrote to compare submissions with, and the folder where it lies."""

    folder: Path
    files: Mapping[str, str]
    """The texts that all this was read from, by the names of their files."""
    solution: Submission
    mistakes: Submission
    """The solution with all misconceptions defined beside it; any of them can stand in for its part."""
    matrix: Matrix = field(default_factory=dict)
    """What checks make of misconceptions; one that isn't in it can still be named, after it was asked."""
    unmissed: Mapping[CheckName, str] = field(default_factory=dict)
    """Checks that no misconception fails, and why they stay."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One task. Without a reference, it comes from a kit, and is graded by what the reference once gave."""

    outline: Outline
    questions: Questions
    reference: Reference | None = None

    @property
    def slug(self) -> Slug:
        """Return the name of the exercise."""
        return self.outline.slug

    @property
    def own_reference(self) -> Reference:
        """Return the reference; raises LookupError for an exercise that comes from a kit."""
        if self.reference is None:
            raise LookupError(f"{self.slug} comes without a reference")
        return self.reference

    def only(self, *parts: PartName) -> Exercise:
        """Return the exercise with these parts and their checks alone."""
        return replace(self, outline=self.outline.only(*parts), questions=self.questions.only(*parts))

    def with_uses(self, part: PartName) -> Exercise:
        """Return the exercise with one part and all that its checks use, so that its verdicts are those of the whole."""
        found, waiting = set[PartName](), [part]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [use for check in self.questions.about(name) for use in check.uses]
        return self.only(*found)

    def within(self, limits: Limits) -> Exercise:
        """Return the exercise with other limits."""
        return replace(self, questions=replace(self.questions, limits=limits))

    def place_of(self, name: MisconceptionName | None) -> tuple[str, str] | None:
        """Return the definition for which a misconception stands in, and the misconception's own name."""
        part = next((wrong.part for wrong in self.questions.misconceptions if wrong.name == name), None)
        return (self.outline.definition(part), name) if part and name else None
