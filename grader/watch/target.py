"""What is graded again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.model import Exercise, Submission


class NewSeed(Protocol):
    """Chooses a seed."""

    def __call__(self, last: int | None = None) -> int:
        """Prepare the grader for a seed and return it: the one that was asked for, then the `last` one, else any."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """What is graded again and again, and on which seeds: `seeds` are all that there may be, if a kit has some only.

    `locate` gives the file that was named, or the one of the folder that was saved last, of several exercises only of those
    that were begun; it raises SubmissionError where there is none.
    """

    locate: Callable[[], Path]
    is_folder: bool
    find: Callable[[Submission], Exercise]
    new_seed: NewSeed
    seeds: Sequence[int] | None = None
