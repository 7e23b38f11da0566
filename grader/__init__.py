"""Grades exercises in which students write the parts of a TensorFlow training loop.

This is the door: for authors of exercises, what a `checks.py` is written with; for other programs, `grade` and what it
gives. A name is imported when it is asked for: `checks.py` also runs in the processes of student code, which need
nothing of the grader but what it names.
"""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.api import grade, grade_all
    from grader.errors import GraderError
    from grader.exercise.checks import (
        agree,
        at_least,
        at_most,
        check,
        misconception,
        near,
        same_as_reference,
        same_up_to_order,
    )
    from grader.model import Cause, Difference, Grade, Observation, Outcome, Verdict

__all__ = [
    "Cause",
    "Difference",
    "Grade",
    "GraderError",
    "Observation",
    "Outcome",
    "Verdict",
    "agree",
    "at_least",
    "at_most",
    "check",
    "grade",
    "grade_all",
    "misconception",
    "near",
    "same_as_reference",
    "same_up_to_order",
]


def lazily(door: str, names_in: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a door, which imports a module when somebody asks for one of its names (PEP 562).

    For our own doors; type checkers read what a door imports for them alone.
    """
    module_of = {name: module for module, names in names_in.items() for name in names}

    def give(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {door!r} has no attribute {name!r}", name=name)
        found = getattr(importlib.import_module(module_of[name]), name)
        setattr(sys.modules[door], name, found)
        return found

    return give


if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "grader.api": ("grade", "grade_all"),
            "grader.errors": ("GraderError",),
            "grader.exercise.checks": (
                "agree",
                "at_least",
                "at_most",
                "check",
                "misconception",
                "near",
                "same_as_reference",
                "same_up_to_order",
            ),
            "grader.model": ("Cause", "Difference", "Grade", "Observation", "Outcome", "Verdict"),
        },
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: Any) -> None:
    """Answer `%load_ext grader`: make `%grade` known to a notebook."""
    importlib.import_module("grader.integrations.notebook").register(shell)
