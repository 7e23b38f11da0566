"""What is graded again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.model import Exercise, Submission


@dataclass(frozen=True, slots=True)
class Target:
    """What is graded again and again, and on which seeds; `new_seed` prepares the grader for the seed it gives.

    `locate` gives the file that was named, or the one of the folder that was saved last, of several exercises only of those
    that were begun; it raises SubmissionError where there is none.
    """

    locate: Callable[[], Path]
    is_folder: bool
    find: Callable[[Submission], Exercise]
    new_seed: Callable[[], int]
